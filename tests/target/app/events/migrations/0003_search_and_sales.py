from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    """What a grown database has besides tables: an extension, its index, a function, a trigger, a view."""

    dependencies = [("events", "0002_initial")]

    operations = [
        TrigramExtension(),
        migrations.RunSQL(
            sql="""
            CREATE INDEX events_event_description_trgm ON events_event USING gin (description gin_trgm_ops);

            CREATE FUNCTION events_touch_event() RETURNS trigger LANGUAGE plpgsql AS $body$
            BEGIN
                -- COPY events_event (id) FROM stdin; is only a comment here
                NEW.updated_at := now();
                RETURN NEW;
            END
            $body$;
            CREATE TRIGGER events_event_touch BEFORE UPDATE ON events_event
                FOR EACH ROW EXECUTE FUNCTION events_touch_event();

            CREATE VIEW events_sales AS
                SELECT event_id, count(*) AS orders, sum(total) AS total
                FROM events_order WHERE status = 'paid' GROUP BY event_id;
            """,
            reverse_sql="""
            DROP VIEW events_sales;
            DROP TRIGGER events_event_touch ON events_event;
            DROP FUNCTION events_touch_event();
            DROP INDEX events_event_description_trgm;
            """,
        ),
    ]
