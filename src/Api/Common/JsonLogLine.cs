using System.Globalization;
using System.Text.Json;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;
using Serilog.Formatting.Json;
using Serilog.Parsing;

namespace Concierge.Api.Common;

/// <summary>
/// A log line as one JSON object: what every line has, then what the message speaks of, under its own names. The framework's scopes are left out, as they
/// repeat raw paths.
/// </summary>
internal sealed class JsonLogLine : ITextFormatter
{
    private static readonly JsonValueFormatter Values = new(typeTagName: null);

    /// <summary>The message with its values as people read them, without quotation marks around texts.</summary>
    private static readonly MessageTemplateTextFormatter Message = new("{Message:lj}", CultureInfo.InvariantCulture);

    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var message = new StringWriter(CultureInfo.InvariantCulture);
        Message.Format(logEvent, message);
        output.Write("{\"time\":\"");
        output.Write(logEvent.Timestamp.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        output.Write("\",\"level\":\"");
        output.Write(logEvent.Level);
        output.Write('"');
        WriteText("source", (logEvent.Properties.GetValueOrDefault("SourceContext") as ScalarValue)?.Value as string, output);
        WriteText("message", message.ToString(), output);
        WriteText("trace_id", logEvent.TraceId?.ToHexString(), output);
        WriteText("span_id", logEvent.SpanId?.ToHexString(), output);
        WriteText("exception", logEvent.Exception?.ToString(), output);
        foreach (var name in logEvent.MessageTemplate.Tokens.OfType<PropertyToken>().Select(token => token.PropertyName).Distinct())
        {
            if (logEvent.Properties.TryGetValue(name, out var value))
            {
                WriteName(JsonNamingPolicy.SnakeCaseLower.ConvertName(name), output);
                Values.Format(value, output);
            }
        }

        output.Write("}\n");
    }

    private static void WriteText(string name, string? text, TextWriter output)
    {
        if (text is not null)
        {
            WriteName(name, output);
            JsonValueFormatter.WriteQuotedJsonString(text, output);
        }
    }

    private static void WriteName(string name, TextWriter output)
    {
        output.Write(',');
        JsonValueFormatter.WriteQuotedJsonString(name, output);
        output.Write(':');
    }
}
