using System.ComponentModel;
using System.Globalization;

namespace Concierge.Infrastructure.Startup;

/// <summary>
/// A length of time in the settings: <c>hours:minutes:seconds</c>, with days in front and fractions behind where there are any (<c>1.12:00:00.5</c>). Nothing else is taken:
/// what .NET reads otherwise, a 3 as three days and 24:00:00 as twenty-four, is seldom what was meant.
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
            value is string text && text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var time)
                ? new TimeSetting(time)
                : throw new FormatException("A length of time is written hours:minutes:seconds, with up to 23 hours, or days.hours:minutes:seconds.");
    }
}
