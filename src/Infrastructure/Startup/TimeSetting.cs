using System.ComponentModel;
using System.Globalization;

namespace Concierge.Infrastructure.Startup;

/// <summary>
/// Time span in the settings: <c>hours:minutes:seconds</c>, with optional days and fractions of a second (<c>1.12:00:00.5</c>). Other
/// formats are refused, because .NET reads <c>3</c> as three days and <c>24:00:00</c> as 24 days.
/// </summary>
[TypeConverter(typeof(Converter))]
public readonly record struct TimeSetting(TimeSpan Value)
{
    public static implicit operator TimeSpan(TimeSetting setting) => setting.Value;

    public static implicit operator TimeSetting(TimeSpan value) => new(value);

    private sealed class Converter : TypeConverter
    {
        public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

        public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
            value is string text && text.Contains(':', StringComparison.Ordinal)
                && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var time)
                ? new TimeSetting(time)
                : throw new FormatException(
                    "A time span must be hours:minutes:seconds, with at most 23 hours, or days.hours:minutes:seconds.");
    }
}
