using Concierge.Application.Sms;
using Concierge.Domain.Sms;

namespace Concierge.Api.Tests.Plans;

/// <summary>
/// SMS messages of the plan tests, 100,000: every second one to one number, 20 to another, the rest to 5,000 more. 5,000 are scheduled for
/// 2099, 20 have the status unknown, and all others are delivered.
/// </summary>
internal static class SmsData
{
    /// <summary>Number that gets every second message.</summary>
    public const string Common = "2000000001";

    /// <summary>Number that gets few messages.</summary>
    public const string Rare = "2000000002";

    /// <summary>Number of messages to <see cref="Rare"/>.</summary>
    public const int ToRare = 20;

    /// <summary>Number of messages with the status unknown.</summary>
    public const int Unknown = 20;

    /// <summary>Number of scheduled messages.</summary>
    public const int Scheduled = 5_000;

    /// <summary>Inserts the messages of <see cref="Parameters"/>.</summary>
    public const string Sql = """
        INSERT INTO sms_messages
            (id, sealed_phone, sealed_body, phone_index, sealed_with, segments, status, history, attempts,
             send_at, expires_at, due_at, is_handing_over, version)
        SELECT id, phone, body, index, key, 1, status, '[]', 0, due, '2100-01-01Z', due, false, 1
        FROM (SELECT *, CASE WHEN status = 'scheduled' THEN timestamptz '2099-01-01Z' + n * interval '1 second' END AS due
              FROM (SELECT *, CASE WHEN n % 20 = 3 THEN 'scheduled' WHEN n % 5000 = 500 THEN 'unknown' ELSE 'delivered' END AS status
                    FROM unnest(@ids, @phones, @bodies, @indexes, @keys) WITH ORDINALITY AS m (id, phone, body, index, key, n)) m) m
        ORDER BY n;
        """;

    private const int Count = 100_000;

    /// <summary>Gets the id of a message. The first number is 1.</summary>
    public static string IdOf(int number) =>
        $"{1_760_000_000_000 + number * 1000L:x12}"[..8] + "-"
        + $"{1_760_000_000_000 + number * 1000L:x12}"[8..] + $"-7000-8000-{number:x12}";

    /// <summary>Encrypts the messages and gets them as parameters of <see cref="Sql"/>.</summary>
    public static (string Name, object Value)[] Parameters(ISmsCipher cipher)
    {
        var ids = Enumerable.Range(1, Count).Select(number => SmsMessageId.From(IdOf(number))).ToArray();
        var text = SmsText.From("Your order is confirmed.");
        var contents = ids.Select((id, index) => cipher.Seal(id, PhoneNumber.From("+1" + PhoneOf(index + 1)), text)).ToArray();
        return
        [
            ("ids", ids.Select(id => id.Value).ToArray()),
            ("phones", contents.Select(content => content.Phone).ToArray()),
            ("bodies", contents.Select(content => content.Body).ToArray()),
            ("indexes", contents.Select(content => content.PhoneIndex).ToArray()),
            ("keys", contents.Select(content => content.KeyId).ToArray()),
        ];
    }

    private static string PhoneOf(int number) =>
        number % 5000 == 500 ? Rare : number % 2 == 0 ? Common : $"{3_000_000_000 + number % 5000}";
}
