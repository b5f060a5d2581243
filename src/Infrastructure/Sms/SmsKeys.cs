using System.Security.Cryptography;
using Concierge.Application;
using Concierge.Application.Sms;
using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using Concierge.Infrastructure.Encryption;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Sms;

internal sealed class SmsKeys(ConciergeDbContext context, KeyRing ring, ISmsCipher cipher) : ISmsKeys
{
    private const int BatchSize = 500;

    private const string Record = "INSERT INTO sms_keys (id, digest) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING";

    private const string ReplaceDigest = """
        INSERT INTO sms_keys (id, digest) VALUES ($1, $2)
        ON CONFLICT (id) DO UPDATE SET digest = excluded.digest
        """;

    /// <summary>Deletes the keys under which no message is encrypted, except for the index key $1 and the current key $2.</summary>
    private const string DeleteUnused = """
        DELETE FROM sms_keys k
        WHERE k.id NOT IN ($1, $2) AND NOT EXISTS (SELECT FROM sms_messages m WHERE m.sealed_with = k.id)
        """;

    /// <summary>
    /// Replaces phone number, text and blind index only: other changes to the messages may happen at the same time. Never brings back what
    /// was removed meanwhile.
    /// </summary>
    private const string ReplaceContent = """
        UPDATE sms_messages m
        SET sealed_phone = r.sealed_phone, sealed_body = r.sealed_body, phone_index = r.phone_index, sealed_with = $1
        FROM unnest($2, $3, $4, $5) AS r (id, sealed_phone, sealed_body, phone_index)
        WHERE m.id = r.id AND (m.redacted_at IS NULL OR r.sealed_body = '')
        """;

    private byte[] IndexDigest => DigestOf(ring.Index);

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var recorded = await CheckAsync(cancellationToken);
        if (recorded.TryGetValue(SmsKeyRecord.IndexId, out var index) && !index.SequenceEqual(IndexDigest))
        {
            throw new StartupException(
                $"{ring.SmsSection}:IndexKey is not the key under which the numbers in this database are found. "
                + "Set it back, or stop every replica and have the "
                + "command sms rotate-keys move them to the new one.");
        }

        await RecordAsync(ring.CurrentId, DigestOf(ring.Find(ring.CurrentId)!), cancellationToken);
        await RecordAsync(SmsKeyRecord.IndexId, IndexDigest, cancellationToken);
    }

    public async Task<RotatedKeysDto> RotateAsync(CancellationToken cancellationToken)
    {
        var recorded = await CheckAsync(cancellationToken);
        await RecordAsync(ring.CurrentId, DigestOf(ring.Find(ring.CurrentId)!), cancellationToken);
        var isNewIndex = !recorded.TryGetValue(SmsKeyRecord.IndexId, out var index) || !index.SequenceEqual(IndexDigest);

        var count = 0;
        var unreadable = new List<SmsMessageId>();
        var last = SmsMessageId.First;
        List<SmsMessage> batch;
        do
        {
            batch = await context.Set<SmsMessage>().AsNoTracking()
                .Where(message => message.Id > last && (isNewIndex || message.SealedWith != ring.CurrentId))
                .OrderBy(message => message.Id)
                .Take(BatchSize)
                .ToListAsync(cancellationToken);
            if (batch is [.., var end])
            {
                var replaced = batch.ConvertAll(message => (message.Id, Content: Reseal(message)));
                unreadable.AddRange(replaced.Where(r => r.Content is null).Select(r => r.Id));
                count += await ReplaceAsync(
                    [.. replaced.Where(r => r.Content is not null).Select(r => (r.Id, r.Content!))], cancellationToken);
                last = end.Id;
            }
        }
        while (batch.Count == BatchSize);

        await context.ExecuteAsync(ReplaceDigest, [Value(SmsKeyRecord.IndexId), Value(IndexDigest)], cancellationToken);
        await context.ExecuteAsync(DeleteUnused, [Value(SmsKeyRecord.IndexId), Value(ring.CurrentId)], cancellationToken);
        return new(count, unreadable);
    }

    /// <summary>Computes an HMAC of a constant, which identifies the key without revealing it.</summary>
    private static byte[] DigestOf(byte[] key) => HMACSHA256.HashData(key, "sms key"u8);

    /// <summary>Gets the recorded keys. Fails unless each encryption key is configured with the same value.</summary>
    private async Task<Dictionary<string, byte[]>> CheckAsync(CancellationToken cancellationToken)
    {
        var recorded = (await context.QueryAsync(
            "SELECT id, digest FROM sms_keys", [],
            static row => (Id: row.GetString(0), Digest: row.GetFieldValue<byte[]>(1)), cancellationToken))
            .ToDictionary(key => key.Id, key => key.Digest);
        foreach (var (id, digest) in recorded.Where(key => key.Key != SmsKeyRecord.IndexId))
        {
            if (ring.Find(id) is not { } key)
            {
                throw new StartupException(
                    $"Messages in this database are encrypted with the key {id}, which is not in {ring.SmsSection}:Keys.");
            }

            if (!digest.SequenceEqual(DigestOf(key)))
            {
                throw new StartupException(
                    $"{ring.SmsSection}:Keys:{id} is not the key of that id with which messages in this database are encrypted.");
            }
        }

        return recorded;
    }

    private Task<int> RecordAsync(string id, byte[] digest, CancellationToken cancellationToken) =>
        context.ExecuteAsync(Record, [Value(id), Value(digest)], cancellationToken);

    /// <summary>
    /// Encrypts the content with the current key. Returns null if it cannot be decrypted. Nothing is left of a redacted message.
    /// </summary>
    private SealedSms? Reseal(SmsMessage message) =>
        message.RedactedAt is not null ? message.Content with { KeyId = ring.CurrentId }
        : cipher.Open(message.Id, message.Content) is var (phone, text) ? cipher.Seal(message.Id, phone, text) : null;

    private Task<int> ReplaceAsync(IReadOnlyList<(SmsMessageId Id, SealedSms Content)> replaced, CancellationToken cancellationToken) =>
        context.ExecuteAsync(
            ReplaceContent,
            [
                Value(ring.CurrentId),
                Value(replaced.Select(r => r.Id.Value).ToArray()),
                Value(replaced.Select(r => r.Content.Phone).ToArray()),
                Value(replaced.Select(r => r.Content.Body).ToArray()),
                Value(replaced.Select(r => r.Content.PhoneIndex).ToArray()),
            ],
            cancellationToken);
}
