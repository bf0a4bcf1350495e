from django.contrib import admin

from .models import Event, Order, Ticket

admin.site.register([Event, Order, Ticket])
