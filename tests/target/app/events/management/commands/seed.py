"""Fills an empty database and media folder: the same seed and size give the same rows and files."""
import contextlib
import hashlib
import os

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand
from django.db import connection, transaction

from users.models import User

# customers, events, orders, tickets, rendered tickets, bytes of a media file
SIZES = {
    "small": (500, 60, 2_000, 5_000, 240, 8_000),
    "medium": (5_000, 200, 200_000, 430_000, 800, 30_000),
    "large": (50_000, 600, 850_000, 1_900_000, 2_400, 130_000),
}
# The original system's example of merged administrators, word for word, and people around it.
PEOPLE = {
    "A": [
        ("admin@tuki.cl", "DakoPass123", True, True, ["Operations"]),
        ("ops@tuki.cl", "OpsPass789", True, True, ["Operations"]),
        ("live.only@tuki.cl", "LivePass000", False, False, []),
    ],
    "B": [
        ("admin@tuki.cl", "GCPPass456", True, True, []),
        ("user1@tuki.cl", "User1Pass", True, False, ["Organizers"]),
        ("user2@tuki.cl", "User2Pass", False, False, []),
    ],
}
GROUPS = {"A": ["Organizers", "Support", "Operations"], "B": ["Operations", "Organizers", "Support", "Accounting"]}
ODD_NAMES = ["Día de la Música ñandú.jpg", "two  spaces 'quotes' \"and\" $HOME.jpg", "deep/er/and/deeper/poster.jpg"]


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--seed", choices=sorted(PEOPLE), required=True)
        parser.add_argument("--size", choices=sorted(SIZES), required=True)

    def handle(self, *args, seed, size, **options):
        with transaction.atomic():
            make_people(seed)
        with transaction.atomic(), without_indexes("events_order", "events_ticket"):
            make_rows(seed, size)
        analyze()
        make_media(seed, size)


def make_people(seed):
    for name in GROUPS[seed]:
        group = Group.objects.create(name=name)
        group.permissions.set(Permission.objects.filter(content_type__app_label="events", codename__contains="event"))
    for email, password, staff, superuser, groups in PEOPLE[seed]:
        person = User.objects.create_user(email, password, is_staff=staff, is_superuser=superuser, first_name=email.split("@")[0])
        person.groups.set(Group.objects.filter(name__in=groups))


def make_rows(seed, size):
    customers, events, orders, tickets, rendered, _ = SIZES[size]
    people = len(PEOPLE[seed])
    values = {
        "seed": seed, "customers": customers, "events": events, "orders": orders, "tickets": tickets,
        "rendered": rendered, "people": people,
        "start": "2026-01-15 12:00+00" if seed == "B" else "2026-02-20 12:00+00",
        "odd": ODD_NAMES,
        "password": "md5$salt$" + hashlib.md5(b"saltcustomer").hexdigest(),
    }
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        for statement in ROWS:
            cursor.execute(statement, values)


@contextlib.contextmanager
def without_indexes(*tables):
    """Takes constraints and indexes away while rows go in: checking millions of rows one by one is slow."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        cursor.execute(
            """SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid), contype
               FROM pg_constraint WHERE conrelid = ANY (%s::regclass[]) ORDER BY contype <> 'f', conname""",
            [list(tables)],
        )
        constraints = cursor.fetchall()
        for table, name, _, _ in constraints:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = ANY (%s::regclass[]) ORDER BY 1",
            [list(tables)],
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
    yield
    with connection.cursor() as cursor:
        for table, name, definition, kind in reversed(constraints):
            if kind != "f":
                cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
        for _, definition in indexes:
            cursor.execute(definition)
        for table, name, definition, kind in constraints:
            if kind == "f":
                cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


ROWS = [
    """
    INSERT INTO users_user (password, is_superuser, email, first_name, last_name, phone, is_staff, is_active, date_joined)
    SELECT %(password)s, false, 'customer' || i || '.' || lower(%(seed)s) || '@example.cl', 'Cliente ' || i,
           'Pérez ' || left(md5(%(seed)s || i), 6), '+56 9 ' || i, false, true, %(start)s::timestamptz - i * interval '1 minute'
    FROM generate_series(1, %(customers)s) i
    """,
    """
    INSERT INTO events_event (title, slug, description, venue, starts_at, image, organizer_id)
    SELECT 'Event ' || %(seed)s || ' ' || i, 'event-' || lower(%(seed)s) || '-' || i,
           E'Line one\\n\\\\. not the end\\tof ' || md5(%(seed)s || i), 'Teatro ' || i %% 17,
           %(start)s::timestamptz + i * interval '1 day',
           CASE WHEN i <= cardinality(%(odd)s::text[]) THEN 'events/' || (%(odd)s::text[])[i]
                ELSE 'events/poster-' || lpad(i::text, 4, '0') || '.jpg' END,
           (SELECT min(id) FROM users_user)
    FROM generate_series(1, %(events)s) i
    """,
    """
    INSERT INTO events_order (id, buyer_id, event_id, total, status, created_at, details)
    SELECT md5(%(seed)s || 'order' || i)::uuid, first.buyer + %(people)s + (i::bigint * 7919) %% %(customers)s,
           first.event + i %% %(events)s, 5000 + i %% 90000, (ARRAY['paid','paid','paid','refunded'])[1 + i %% 4],
           %(start)s::timestamptz - i * interval '7 seconds',
           jsonb_build_object('channel', (ARRAY['web','app','door'])[1 + i %% 3], 'reference', md5(%(seed)s || 'ref' || i),
                              'agent', 'Mozilla/5.0 (X11; Linux x64) ' || md5(%(seed)s || 'agent' || i))
    FROM generate_series(1, %(orders)s) i, (SELECT (SELECT min(id) FROM users_user) AS buyer, (SELECT min(id) FROM events_event) AS event) first
    """,
    """
    INSERT INTO events_ticket (id, order_id, event_id, owner_id, code, rendered, used_at)
    SELECT md5(%(seed)s || 'ticket' || i)::uuid, md5(%(seed)s || 'order' || 1 + i %% %(orders)s)::uuid,
           first.event + (1 + i %% %(orders)s) %% %(events)s,
           first.buyer + %(people)s + ((1 + i %% %(orders)s)::bigint * 7919) %% %(customers)s,
           md5(%(seed)s || 'code' || i), CASE WHEN i <= %(rendered)s THEN 'tickets/' || lower(%(seed)s) || '/' || md5(%(seed)s || 'code' || i) || '.svg' ELSE '' END,
           CASE WHEN i %% 3 = 0 THEN %(start)s::timestamptz - i * interval '3 seconds' END
    FROM generate_series(1, %(tickets)s) i, (SELECT (SELECT min(id) FROM users_user) AS buyer, (SELECT min(id) FROM events_event) AS event) first
    """,
    """
    INSERT INTO django_session (session_key, session_data, expire_date)
    SELECT md5(%(seed)s || 'session' || i), encode(convert_to(md5(i::text), 'UTF8'), 'base64'), %(start)s::timestamptz + i * interval '1 hour'
    FROM generate_series(1, 200) i
    """,
]


def analyze():
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def make_media(seed, size):
    _, events, _, _, rendered, length = SIZES[size]
    for i in range(1, events + 1):
        name = ODD_NAMES[i - 1] if i <= len(ODD_NAMES) else f"poster-{i:04}.jpg"
        # Every third poster is the same file in both seeds, as in a backup of the same application.
        write(f"events/{name}", content(f"poster {'' if i % 3 == 0 else seed} {i}", length))
    for i in range(1, rendered + 1):
        code = hashlib.md5(f"{seed}code{i}".encode()).hexdigest()
        write(f"tickets/{seed.lower()}/{code}.svg", content(f"ticket {code}", length))


def content(label, length):
    """Bytes that do not compress and depend on nothing but the label."""
    return hashlib.shake_128(label.encode()).digest(length + len(label) * 7)


def write(name, data):
    path = os.path.join(settings.MEDIA_ROOT, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)
