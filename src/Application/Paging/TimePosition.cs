using System.Globalization;

namespace Concierge.Application.Paging;

/// <summary>Position of an item in a list that is ordered by time and then by id. Cursors contain its text.</summary>
/// <param name="At">Time of the item, with the precision of the database.</param>
/// <param name="Id">Id of the item, in the format of the list.</param>
public sealed record TimePosition(DateTimeOffset At, string Id)
{
    /// <summary>Returns whether <paramref name="text"/> is the text of a position whose id <paramref name="isValid"/> accepts.</summary>
    internal static bool IsValid(string text, Predicate<string> isValid) =>
        text.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space
        && long.TryParse(text.AsSpan(..space), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
        && ticks <= DateTimeOffset.MaxValue.UtcTicks
        && isValid(text[(space + 1)..]);

    /// <summary>Parses valid text.</summary>
    internal static TimePosition From(string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return new(new(long.Parse(text.AsSpan(..space), CultureInfo.InvariantCulture), TimeSpan.Zero), text[(space + 1)..]);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks} {Id}");
}
