using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Json;
using Serilog.Parsing;

namespace Concierge.Api.Observability;

/// <summary>
/// A log line as one JSON object: what every line has, then what the message speaks of, under its own names. The framework's scopes are left out, as they
/// repeat raw paths.
/// </summary>
internal sealed class JsonLogLine : ITextFormatter
{
    private static readonly JsonValueFormatter Values = new(typeTagName: null);

    /// <summary>What each message speaks of, and the beginning of that member in JSON; worked out once, as there are few templates and many lines.</summary>
    private static readonly ConditionalWeakTable<MessageTemplate, (string Property, string Member)[]> Members = [];

    public void Format(LogEvent logEvent, TextWriter output)
    {
        Span<char> time = stackalloc char[24];
        logEvent.Timestamp.UtcDateTime.TryFormat(time, out _, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        output.Write("{\"time\":\"");
        output.Write(time);
        output.Write("\",\"level\":\"");
        output.Write(logEvent.Level);
        output.Write('"');
        WriteText("source", (logEvent.Properties.GetValueOrDefault("SourceContext") as ScalarValue)?.Value as string, output);
        WriteText("message", MessageOf(logEvent), output);
        WriteText("trace_id", logEvent.TraceId?.ToHexString(), output);
        WriteText("span_id", logEvent.SpanId?.ToHexString(), output);
        WriteText("exception", logEvent.Exception?.ToString(), output);
        foreach (var (property, member) in Members.GetValue(logEvent.MessageTemplate, MembersOf))
        {
            if (logEvent.Properties.TryGetValue(property, out var value))
            {
                output.Write(member);
                Values.Format(value, output);
            }
        }

        output.Write("}\n");
    }

    /// <summary>The message with its values as people read them, without quotation marks around texts.</summary>
    private static string MessageOf(LogEvent logEvent)
    {
        using var message = new StringWriter(CultureInfo.InvariantCulture);
        foreach (var token in logEvent.MessageTemplate.Tokens)
        {
            if (token is PropertyToken property && logEvent.Properties.TryGetValue(property.PropertyName, out var value) && value is ScalarValue { Value: string text })
            {
                message.Write(text);
            }
            else
            {
                token.Render(logEvent.Properties, message, CultureInfo.InvariantCulture);
            }
        }

        return message.ToString();
    }

    private static (string Property, string Member)[] MembersOf(MessageTemplate template) =>
    [
        .. from name in template.Tokens.OfType<PropertyToken>().Select(token => token.PropertyName).Distinct()
           select (name, $",\"{JsonNamingPolicy.SnakeCaseLower.ConvertName(name)}\":"),
    ];

    private static void WriteText(string name, string? text, TextWriter output)
    {
        if (text is not null)
        {
            output.Write(",\"");
            output.Write(name);
            output.Write("\":");
            JsonValueFormatter.WriteQuotedJsonString(text, output);
        }
    }
}
