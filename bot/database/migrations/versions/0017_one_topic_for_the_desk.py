"""PostgreSQL: the desk's threads are woken with the rest of the desk; nobody watches one conversation"""

from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

RESIDENT = """' resident:' || left(encode(sha256(
            convert_to(NEW.channel || ':' || NEW.account || ':' || NEW.address, 'UTF8')), 'hex'), 32)"""
TELL_CONVERSATION = """
        DECLARE was conversations;
        BEGIN
          IF TG_OP = 'UPDATE' THEN
            was := OLD;
            was.turn_until := NEW.turn_until;
            IF NEW IS NOT DISTINCT FROM was THEN RETURN NULL; END IF;
          END IF;
          PERFORM pg_notify('townclerk', 'desk'{of_conversation} || {resident});
          RETURN NULL;
        END"""
TELL_OUTBOX = """
        BEGIN
          IF NEW.status <> 'sending' THEN
            PERFORM pg_notify('townclerk', 'outbox desk'{of_conversation});
          END IF;
          RETURN NULL;
        END"""
TELL_SERVICE_REQUEST = """
        BEGIN
          PERFORM pg_notify('townclerk', 'desk'{of_conversation});
          RETURN NULL;
        END"""
FUNCTIONS = (
    ('tell_conversation', TELL_CONVERSATION, 'NEW.id'),
    ('tell_outbox', TELL_OUTBOX, 'NEW.conversation_id'),
    ('tell_service_request', TELL_SERVICE_REQUEST, 'NEW.conversation_id'),
)


def replace_functions(with_conversation: bool) -> None:
    if op.get_bind().dialect.name != 'postgresql':
        return
    for name, body, number in FUNCTIONS:
        of_conversation = f" || ' conversation:' || {number}" if with_conversation else ''
        text = body.format(of_conversation=of_conversation, resident=RESIDENT)
        op.execute(f'CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${text}$$')


def upgrade() -> None:
    replace_functions(with_conversation=False)


def downgrade() -> None:
    replace_functions(with_conversation=True)
