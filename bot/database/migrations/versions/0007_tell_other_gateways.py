"""PostgreSQL: whoever changes a row tells the gateways that listen, with the commit"""

from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

# The topics are those of bot/live/topics.py. A lease (turn_until) is no news to anybody, nor is an attempt to send.
FUNCTIONS = {
    'tell_conversation': """
        DECLARE was conversations;
        BEGIN
          IF TG_OP = 'UPDATE' THEN
            was := OLD;
            was.turn_until := NEW.turn_until;
            IF NEW IS NOT DISTINCT FROM was THEN RETURN NULL; END IF;
          END IF;
          PERFORM pg_notify('townclerk', 'desk conversation:' || NEW.id || ' resident:' || left(encode(sha256(
            convert_to(NEW.channel || ':' || NEW.account || ':' || NEW.address, 'UTF8')), 'hex'), 32));
          RETURN NULL;
        END""",
    'tell_inbound': """
        BEGIN
          IF NEW.todo IS NOT NULL THEN PERFORM pg_notify('townclerk', 'work'); END IF;
          RETURN NULL;
        END""",
    'tell_outbox': """
        BEGIN
          IF NEW.status <> 'sending' THEN
            PERFORM pg_notify('townclerk', 'outbox desk conversation:' || NEW.conversation_id);
          END IF;
          RETURN NULL;
        END""",
    'tell_service_request': """
        BEGIN
          PERFORM pg_notify('townclerk', 'desk conversation:' || NEW.conversation_id);
          RETURN NULL;
        END""",
    'tell_desk': """
        BEGIN
          PERFORM pg_notify('townclerk', 'desk');
          RETURN NULL;
        END""",
    'tell_answers': """
        BEGIN
          PERFORM pg_notify('townclerk', 'answers');
          RETURN NULL;
        END""",
}
TRIGGERS = [
    ('conversations', 'INSERT OR UPDATE', 'tell_conversation'),
    ('inbound', 'INSERT OR UPDATE OF todo', 'tell_inbound'),
    ('outbox', 'INSERT OR UPDATE OF status', 'tell_outbox'),
    ('service_requests', 'INSERT OR UPDATE', 'tell_service_request'),
    ('opt_outs', 'INSERT OR DELETE', 'tell_desk'),
    ('staff', 'UPDATE', 'tell_desk'),
    ('staff_sessions', 'DELETE', 'tell_desk'),
    ('answer_edits', 'INSERT', 'tell_answers'),
]


def upgrade() -> None:
    if op.get_bind().dialect.name != 'postgresql':
        return
    for name, body in FUNCTIONS.items():
        op.execute(f'CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$')
    for table, events, name in TRIGGERS:
        op.execute(
            f'CREATE TRIGGER {name} AFTER {events} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()'
        )


def downgrade() -> None:
    if op.get_bind().dialect.name != 'postgresql':
        return
    for table, _, name in TRIGGERS:
        op.execute(f'DROP TRIGGER {name} ON {table}')
    for name in FUNCTIONS:
        op.execute(f'DROP FUNCTION {name}()')
