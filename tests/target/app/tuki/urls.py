from django.conf import settings
from django.contrib import admin
from django.urls import path, re_path
from django.views.static import serve
from events import views as events
from users import views as users

urlpatterns = [
    path("admin/", admin.site.urls),
    path("health/", events.health),
    path("events/", events.event_list),
    path("login/", users.log_in),
    re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}),
]
