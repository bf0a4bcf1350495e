import os
import time

from django.core.files.storage import default_storage
from django.db import connection
from django.http import JsonResponse

from .models import Event

FAULT_FILE = "/tmp/health-fault"


def health(request):
    """200 only when the database answers and the newest event's image can be read from the media folder."""
    while read_fault() == "hang":
        time.sleep(0.2)
    if read_fault() == "bad":
        return JsonResponse({"ok": False, "reason": "told to be unhealthy"}, status=503)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM users_user")
            users = cursor.fetchone()[0]
        event = Event.objects.exclude(image="").order_by("-id").first()
    except Exception as error:
        return JsonResponse({"ok": False, "reason": f"database: {error}".strip()}, status=503)
    try:
        sentinel = None if event is None else event.image.name
        size = 0
        if sentinel is not None:
            with default_storage.open(sentinel) as image:
                size = len(image.read())
        if not os.access(default_storage.location, os.W_OK):
            raise OSError("the media folder is not writable")
    except Exception as error:
        return JsonResponse({"ok": False, "reason": f"media: {error}"}, status=503)
    return JsonResponse({"ok": True, "users": users, "sentinel": sentinel, "bytes": size})


def read_fault():
    try:
        with open(FAULT_FILE) as fault:
            return fault.read().strip()
    except OSError:
        return ""


def event_list(request):
    events = Event.objects.order_by("id")[:100]
    return JsonResponse(
        {
            "total": Event.objects.count(),
            "events": [
                {"id": event.pk, "title": event.title, "slug": event.slug, "image": event.image.url if event.image else None}
                for event in events
            ],
        }
    )
