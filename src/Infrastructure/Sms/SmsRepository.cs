using Concierge.Application.Sms;
using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using Concierge.Infrastructure.Encryption;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using static Concierge.Infrastructure.Persistence.Sql;
using static Concierge.Infrastructure.Sms.SmsMessageConfiguration;

namespace Concierge.Infrastructure.Sms;

internal sealed class SmsRepository(ConciergeDbContext context, KeyRing keys, SmsSettings settings, SmsWakeUp wakeUp, TimeProvider clock)
    : ISmsRepository
{
    /// <summary>Stores a new message, if the key $5 that it is encrypted with exists. $15 and $16 are type and data of its event.</summary>
    /// <remarks>The lock on the key makes the removal of a key wait, so that the foreign key holds.</remarks>
    private const string Accept = """
        WITH accepted AS (
            INSERT INTO sms_messages (
                id, sealed_phone, sealed_body, phone_index, sealed_with, segments, backend, status, history, send_at, expires_at, due_at,
                queue_position, metadata, attempts, is_handing_over, version)
            SELECT $1, $2, $3, $4, id, $6, $7, $8, $9::json, $10, $11, $12, coalesce($13, nextval('sms_queue')), $14::json, 0, false, 1
            FROM sms_keys WHERE id = $5 FOR KEY SHARE
            RETURNING id),
        event AS (
            INSERT INTO event_outbox (type, resource_id, occurred_at, data)
            SELECT $15, id::text, clock_timestamp(), $16::json FROM accepted)
        SELECT EXISTS (SELECT FROM accepted)
        """;

    /// <summary>Puts scheduled messages that are due at {0} into the queue, in order of time.</summary>
    internal const string EnterQueue = """
        WITH due AS MATERIALIZED (
            SELECT id, nextval('sms_queue') AS position
            FROM (SELECT id FROM sms_messages WHERE queue_position = 0 AND due_at <= {0}
                  ORDER BY due_at, id LIMIT 500 FOR UPDATE SKIP LOCKED) d)
        UPDATE sms_messages m SET queue_position = (SELECT due.position FROM due WHERE due.id = m.id)
        WHERE m.id = ANY (ARRAY (SELECT id FROM due))
        """;

    /// <summary>
    /// Locks at most {5} messages of each backend that are due at {0}. Marks and returns those that an earlier message to their number
    /// holds back. Of the others, returns at most {2}: backends take turns, beginning after {3}.
    /// </summary>
    /// <remarks>
    /// The index by key, backend and time gives the messages of each backend that this replica can decrypt ({1}): neither the backlog of
    /// another backend nor messages under other keys are read. Messages that are held back leave that index until held_until. Rows are
    /// updated by a list of ids, because the planner may merge a join with the whole table.
    /// An earlier message holds others back while it is being sent, while it waits for its first attempt, and while it waits for another
    /// one, until holds_until. If it can be decrypted only by other replicas, it does so for {4}.
    /// A release of the earlier message can miss a message that is just being marked. It is looked at again after as long as it has waited
    /// already, at least 1 second and at most 5 minutes.
    /// </remarks>
    internal const string TakeDue = """
        WITH RECURSIVE lane (key, backend) AS (
            SELECT k.key, (
                SELECT m.backend FROM sms_messages m
                WHERE m.sealed_with = k.key
                  AND m.due_at IS NOT NULL AND m.queue_position > 0 AND m.status IN ('scheduled', 'queued', 'sending')
                ORDER BY m.backend LIMIT 1)
            FROM unnest({1}) AS k (key)
            UNION ALL
            SELECT l.key, (
                SELECT m.backend FROM sms_messages m
                WHERE m.sealed_with = l.key AND m.backend > l.backend
                  AND m.due_at IS NOT NULL AND m.queue_position > 0 AND m.status IN ('scheduled', 'queued', 'sending')
                ORDER BY m.backend LIMIT 1)
            FROM lane l WHERE l.backend IS NOT NULL),
        due AS MATERIALIZED (
            SELECT d.message FROM lane l CROSS JOIN LATERAL (
                SELECT m AS message FROM sms_messages m
                WHERE m.sealed_with = l.key AND m.backend = l.backend AND greatest(m.due_at, m.held_until) <= {0}
                  AND m.due_at IS NOT NULL AND m.queue_position > 0 AND m.status IN ('scheduled', 'queued', 'sending')
                ORDER BY greatest(m.due_at, m.held_until), m.id LIMIT {5} FOR UPDATE SKIP LOCKED) d),
        candidate AS MATERIALIZED (
            SELECT d.message, h.until FROM due d LEFT JOIN LATERAL (
                SELECT coalesce(
                    e.holds_until,
                    {0} + least(interval '5 minutes', greatest(interval '1 second', {0} - (d.message).due_at))) AS until
                FROM sms_messages e
                WHERE e.phone_index = (d.message).phone_index AND e.queue_position < (d.message).queue_position
                  AND e.due_at IS NOT NULL AND e.queue_position > 0 AND e.status IN ('scheduled', 'queued', 'sending')
                  AND NOT (d.message).is_handing_over
                  AND CASE WHEN e.attempts = 0 THEN e.due_at <= {0} AND (e.sealed_with = ANY ({1}) OR e.due_at > {0} - {4})
                           WHEN e.holds_until IS NULL THEN e.is_handing_over
                           ELSE e.holds_until > {0} END
                ORDER BY e.queue_position LIMIT 1) h ON true),
        held AS (
            UPDATE sms_messages m SET held_until = (SELECT c.until FROM candidate c WHERE (c.message).id = m.id)
            WHERE m.id = ANY (ARRAY (SELECT (message).id FROM candidate WHERE until IS NOT NULL))
            RETURNING m.*),
        chosen AS (
            SELECT message FROM (
                SELECT message, (message).backend AS backend,
                       row_number() OVER (PARTITION BY (message).backend ORDER BY (message).due_at, (message).id) AS turn
                FROM candidate WHERE until IS NULL) c
            ORDER BY turn, backend <= {3}, backend LIMIT {2})
        SELECT * FROM held UNION ALL SELECT (message).* FROM chosen
        """;

    /// <summary>Gives messages that an earlier release sent the time {0} for their report.</summary>
    internal const string SetReportTimes = """
        UPDATE sms_messages SET report_due_at = {0} WHERE id = ANY (ARRAY (
            SELECT id FROM sms_messages WHERE status = 'sent' AND report_due_at IS NULL LIMIT 500 FOR UPDATE SKIP LOCKED))
        """;

    /// <summary>Locks at most {2} messages whose report is overdue at {1}.</summary>
    internal const string TakeOverdue = """
        SELECT * FROM sms_messages WHERE status = 'sent' AND report_due_at <= {1}
        ORDER BY report_due_at LIMIT {2} FOR UPDATE SKIP LOCKED
        """;

    /// <summary>
    /// Locks messages in the queue under keys other than {1} whose time to live was over at {0} and that were due then. The index by key
    /// gives the messages of each key.
    /// </summary>
    internal const string TakeUnreadable = """
        SELECT d.* FROM sms_keys k CROSS JOIN LATERAL (
            SELECT m.* FROM sms_messages m
            WHERE m.sealed_with = k.id AND m.expires_at <= {0} AND greatest(m.due_at, m.held_until) <= {0}
              AND m.due_at IS NOT NULL AND m.queue_position > 0 AND m.status IN ('scheduled', 'queued', 'sending')
            LIMIT 500 FOR UPDATE SKIP LOCKED) d
        WHERE k.id <> ALL ({1})
        """;

    /// <summary>
    /// Removes number and text of at most $4 messages with an id below $1 and one of the statuses $3, at $2. Messages that are not at their
    /// end yet are read and left.
    /// </summary>
    internal const string RedactBefore = """
        WITH redacted AS (
            UPDATE sms_messages
            SET sealed_phone = '', sealed_body = '', phone_index = '', redacted_at = $2, version = version + 1
            WHERE id = ANY (ARRAY (
                SELECT id FROM sms_messages WHERE redacted_at IS NULL AND id < $1 AND status = ANY ($3)
                ORDER BY id LIMIT $4 FOR UPDATE SKIP LOCKED))
            RETURNING id, status)
        INSERT INTO event_outbox (type, resource_id, occurred_at, data)
        SELECT 'sms.redacted', id::text, clock_timestamp(), format('{"status":"%s","is_final":true}', status)::json FROM redacted
        """;

    private const int MaxRedacted = 500;

    private static readonly string[] FinalStatuses = [.. Enum.GetValues<SmsStatus>().Where(status => status.IsFinal()).Select(Write)];

    /// <summary>
    /// Records the end of an attempt of message $1, unless it has changed since version $2. If it no longer holds back others ($9), the
    /// next message to its number that is held back at $10 is released. $12 and $13 are type and data of its event, if there is one.
    /// </summary>
    private const string EndAttempt = """
        WITH ended AS (
            UPDATE sms_messages
            SET version = $3, status = $4, history = $5::json, failure = $6::json, due_at = $7, holds_until = $8, provider_reference = $11,
                is_handing_over = false
            WHERE id = $1 AND version = $2
            RETURNING id, phone_index, queue_position),
        event AS (
            INSERT INTO event_outbox (type, resource_id, occurred_at, data)
            SELECT $12, id::text, clock_timestamp(), $13::json FROM ended WHERE $12 IS NOT NULL),
        released AS (
            UPDATE sms_messages SET held_until = NULL
            WHERE id = (
                SELECT n.id FROM ended e CROSS JOIN LATERAL (
                    SELECT m.id FROM sms_messages m
                    WHERE m.phone_index = e.phone_index AND m.queue_position > e.queue_position AND m.held_until > $10
                      AND m.due_at IS NOT NULL AND m.queue_position > 0 AND m.status IN ('scheduled', 'queued', 'sending')
                    ORDER BY m.queue_position LIMIT 1) n
                WHERE $9)
            RETURNING id)
        SELECT EXISTS (SELECT FROM ended), EXISTS (SELECT FROM released)
        """;

    public Task<SmsMessage?> FindAsync(SmsMessageId id, CancellationToken cancellationToken) =>
        context.Set<SmsMessage>().SingleOrDefaultAsync(message => message.Id == id, cancellationToken);

    public async Task<Result> AcceptAsync(SmsMessage message, CancellationToken cancellationToken)
    {
        var change = message.Events.Recorded.Single();
        var rows = await context.QueryAsync(
            Accept,
            [
                Value(message.Id.Value), Value(message.SealedPhone), Value(message.SealedBody), Value(message.PhoneIndex),
                Value(message.SealedWith), Value(message.Segments), Value(message.Backend), Value(Write(message.Status)),
                Value(Write(message.History)), Value(message.SendAt), Value(message.ExpiresAt), Value(message.DueAt),
                Value(message.QueuePosition), Value(JsonPairs.Write(message.Metadata)), Value(change.Type), EventOutbox.DataOf(change),
            ],
            static row => row.GetBoolean(0), cancellationToken);
        if (!rows.Single())
        {
            return SmsErrors.KeyRetired;
        }

        message.Events.Clear();
        wakeUp.WakeAfterCommit(context, message);
        return Result.Success;
    }

    public async Task<bool> TakeDueAsync(
        DateTimeOffset now, int count, int scan, string afterBackend, Action<SmsMessage> change, CancellationToken cancellationToken) =>
        await TakeAsync(
            $"{EnterQueue};\n{TakeDue}", [now, keys.Ids, count, afterBackend, settings.Policy.OrderPatience, scan], change,
            cancellationToken) > 0;

    public async Task<bool> TakeOverdueAsync(
        DateTimeOffset now, int count, Action<SmsMessage> change, CancellationToken cancellationToken) =>
        await TakeAsync(
            $"{SetReportTimes};\n{TakeOverdue}", [now.ShiftWithinTime(settings.Policy.ReportTimeout), now, count], change,
            cancellationToken) > 0;

    public Task<int> TakeUnreadableAsync(DateTimeOffset time, Action<SmsMessage> change, CancellationToken cancellationToken) =>
        TakeAsync(TakeUnreadable, [time, keys.Ids], change, cancellationToken);

    public Task<int> RedactBeforeAsync(SmsMessageId before, DateTimeOffset now, CancellationToken cancellationToken) =>
        context.ExecuteAsync(
            RedactBefore, [Value(before.Value), Value(now.CutToMilliseconds()), Value(FinalStatuses), Value(MaxRedacted)],
            cancellationToken);

    public async Task<bool> EndAttemptAsync(SmsMessage message, int fromVersion, CancellationToken cancellationToken)
    {
        var change = message.Events.Recorded.SingleOrDefault();
        var rows = await context.QueryAsync(
            EndAttempt,
            [
                Value(message.Id.Value), Value(fromVersion), Value(message.Version), Value(Write(message.Status)),
                Value(Write(message.History)), Value(Write(message.Failure)), Value(message.DueAt), Value(message.HoldsUntil),
                Value(message.DueAt is null), Value(clock.GetUtcNow()), Value(message.ProviderReference), Value(change?.Type),
                EventOutbox.DataOf(change),
            ],
            static row => (IsSaved: row.GetBoolean(0), HasReleased: row.GetBoolean(1)), cancellationToken);
        if (rows.Single().HasReleased)
        {
            wakeUp.Wake();
        }

        return rows.Single().IsSaved;
    }

    /// <summary>Loads and locks messages, changes each, and commits.</summary>
    /// <returns>Number of messages.</returns>
    private async Task<int> TakeAsync(string sql, object[] parameters, Action<SmsMessage> change, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var taken = await context.LoadAsync<SmsMessage>(sql, parameters, cancellationToken);
        taken.ForEach(change);
        await context.SaveWithEventsAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return taken.Count;
    }
}
