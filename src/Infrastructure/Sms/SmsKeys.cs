using System.Security.Cryptography;
using Concierge.Application;
using Concierge.Application.Sms;
using Concierge.Domain.Sms;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Concierge.Infrastructure.Sms;

internal sealed class SmsKeys(ConciergeDbContext context, SmsKeyRing ring, ISmsCipher vault) : ISmsKeys
{
    private const int BatchSize = 500;

    private byte[] IndexDigest => DigestOf(ring.Index);

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var recorded = await CheckAsync(cancellationToken);
        if (recorded.TryGetValue(SmsKeyRecord.IndexId, out var index) && !index.SequenceEqual(IndexDigest))
        {
            throw new StartupException(
                "Sms:Encryption:IndexKey is not the key under which the numbers in this database are found. Set it back, or stop every replica and have the "
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
                count += await ReplaceAsync([.. replaced.Where(r => r.Content is not null).Select(r => (r.Id, r.Content!))], cancellationToken);
                last = end.Id;
            }
        }
        while (batch.Count == BatchSize);

        await context.Database.ExecuteSqlAsync($"""
            INSERT INTO sms_keys (id, digest) VALUES ({SmsKeyRecord.IndexId}, {IndexDigest})
            ON CONFLICT (id) DO UPDATE SET digest = excluded.digest
            """, cancellationToken);
        await context.Database.ExecuteSqlAsync($"""
            DELETE FROM sms_keys k
            WHERE k.id NOT IN ({SmsKeyRecord.IndexId}, {ring.CurrentId}) AND NOT EXISTS (SELECT FROM sms_messages m WHERE m.sealed_with = k.id)
            """, cancellationToken);
        return new(count, unreadable);
    }

    /// <summary>Tells whether it is the same key: an HMAC of a constant, from which the key cannot be found.</summary>
    private static byte[] DigestOf(byte[] key) => HMACSHA256.HashData(key, "sms key"u8);

    /// <summary>The recorded keys, of which each that encrypts is configured, and is the same.</summary>
    private async Task<Dictionary<string, byte[]>> CheckAsync(CancellationToken cancellationToken)
    {
        var recorded = (await context.ReadAsync(
            "SELECT id, digest FROM sms_keys", [], static row => (Id: row.GetString(0), Digest: row.GetFieldValue<byte[]>(1)), cancellationToken))
            .ToDictionary(key => key.Id, key => key.Digest);
        foreach (var (id, digest) in recorded.Where(key => key.Key != SmsKeyRecord.IndexId))
        {
            if (ring.Find(id) is not { } key)
            {
                throw new StartupException($"Messages in this database are encrypted with the key {id}, which is none of Sms:Encryption:Keys.");
            }

            if (!digest.SequenceEqual(DigestOf(key)))
            {
                throw new StartupException($"Sms:Encryption:Keys:{id} is not the key of that id with which messages in this database are encrypted.");
            }
        }

        return recorded;
    }

    private Task<int> RecordAsync(string id, byte[] digest, CancellationToken cancellationToken) => context.Database.ExecuteSqlAsync(
        $"INSERT INTO sms_keys (id, digest) VALUES ({id}, {digest}) ON CONFLICT (id) DO NOTHING", cancellationToken);

    /// <summary>The content, encrypted anew; null where it was tampered with.</summary>
    private SealedSms? Reseal(SmsMessage message)
    {
        try
        {
            var (phone, text) = vault.Open(message.Id, message.Content);
            return vault.Seal(message.Id, phone, text);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Only number, text and digest are replaced: whatever happens to the messages meanwhile is none of this change's business.</summary>
    private Task<int> ReplaceAsync(IReadOnlyList<(SmsMessageId Id, SealedSms Content)> replaced, CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlAsync($"""
            UPDATE sms_messages m
            SET sealed_phone = r.sealed_phone, sealed_body = r.sealed_body, phone_index = r.phone_index, sealed_with = {ring.CurrentId}
            FROM unnest({replaced.Select(r => r.Id.Value).ToArray()}, {replaced.Select(r => r.Content.Phone).ToArray()},
                        {replaced.Select(r => r.Content.Body).ToArray()}, {replaced.Select(r => r.Content.PhoneIndex).ToArray()})
                 AS r (id, sealed_phone, sealed_body, phone_index)
            WHERE m.id = r.id
            """, cancellationToken);
}
