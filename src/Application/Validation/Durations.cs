using System.Text.RegularExpressions;
using System.Xml;
using Concierge.Domain.Common;

namespace Concierge.Application.Validation;

/// <summary>Parses durations in ISO 8601 without years and months, whose length varies.</summary>
internal static partial class Durations
{
    private static readonly Error Invalid =
        new("duration_invalid", "The duration must be ISO 8601, such as PT24H or P7D, without years and months.", ErrorKind.Validation);

    /// <summary>Parses a duration that is not negative.</summary>
    public static Result<TimeSpan> Parse(string duration) => Format().IsMatch(duration) ? XmlConvert.ToTimeSpan(duration) : Invalid;

    [GeneratedRegex(@"\AP(?=[0-9T])([0-9]{1,4}D)?(T(?=[0-9])([0-9]{1,6}H)?([0-9]{1,7}M)?([0-9]{1,8}S)?)?\z")]
    private static partial Regex Format();
}
