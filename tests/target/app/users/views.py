import json

from django.contrib.auth import authenticate, login
from django.http import JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST


@csrf_exempt
@require_POST
def log_in(request):
    """JSON `{"email", "password"}`: 200 with who it is and a session cookie, or 401."""
    try:
        given = json.loads(request.body)
    except ValueError:
        return JsonResponse({"error": "not JSON"}, status=400)
    user = authenticate(request, email=given.get("email"), password=given.get("password"))
    if user is None:
        return JsonResponse({"error": "wrong e-mail or password"}, status=401)
    login(request, user)
    return JsonResponse(
        {
            "id": user.pk,
            "email": user.email,
            "is_staff": user.is_staff,
            "is_superuser": user.is_superuser,
            "groups": sorted(user.groups.values_list("name", flat=True)),
        }
    )
