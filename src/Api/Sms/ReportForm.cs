using System.Text;
using Concierge.Api.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Concierge.Api.Sms;

/// <summary>Reads the form of a delivery report. Strangers can send one, so its size and its fields are bounded.</summary>
internal static class ReportForm
{
    /// <summary>Maximum length of the body, in bytes.</summary>
    public const int MaxLength = 16 * 1024;

    /// <summary>
    /// Maximum number of fields; Twilio sends about twenty. Further fields are left out, so that a signature over them does not match.
    /// </summary>
    public const int MaxFields = 64;

    /// <summary>Reads the fields. A repeated field has its last value; gateways send each field once.</summary>
    /// <exception cref="BadHttpRequestException">The body is larger than <see cref="MaxLength"/> (413).</exception>
    public static async Task<IReadOnlyDictionary<string, string>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync(request, cancellationToken, MaxLength);
        using var reader = new FormReader(Encoding.UTF8.GetString(body)) { KeyLengthLimit = MaxLength, ValueLengthLimit = MaxLength };
        var fields = new Dictionary<string, string>();
        for (var read = 0; read < MaxFields && await reader.ReadNextPairAsync(cancellationToken) is var (name, value); read++)
        {
            fields[name] = value;
        }

        return fields;
    }
}
