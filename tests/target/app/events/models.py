import uuid

from django.conf import settings
from django.db import models


class Event(models.Model):
    title = models.CharField(max_length=200)
    slug = models.SlugField(max_length=200, unique=True)
    description = models.TextField(blank=True)
    venue = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    image = models.FileField(upload_to="events/", blank=True)
    organizer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="events")
    updated_at = models.DateTimeField(null=True)


class Order(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    buyer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="orders")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="orders")
    total = models.DecimalField(max_digits=12, decimal_places=2)
    status = models.CharField(max_length=20)
    created_at = models.DateTimeField(db_index=True)
    details = models.JSONField(default=dict)
    note = models.CharField(max_length=200, null=True, blank=True)


class Ticket(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="tickets")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="tickets")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tickets")
    code = models.CharField(max_length=40, unique=True)
    rendered = models.FileField(upload_to="tickets/", blank=True)
    used_at = models.DateTimeField(null=True, blank=True)


class Heartbeat(models.Model):
    """Written by the Celery worker every two seconds: shows that it works, and on which database."""

    at = models.DateTimeField(auto_now_add=True)
    source = models.CharField(max_length=100)
