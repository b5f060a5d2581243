namespace Concierge.Application.Paging;

/// <summary>Estimates sizes in JSON, in bytes.</summary>
internal static class JsonSize
{
    /// <summary>Size of the names, times, ids and other short members of an item.</summary>
    public const int Frame = 400;

    /// <summary>Estimates a text: a letter outside ASCII takes up to three bytes, an escaped UTF-16 code unit six.</summary>
    public static int Of(string? text)
    {
        if (text is null || text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0)
        {
            return text?.Length ?? 0;
        }

        var size = 0;
        foreach (var unit in text)
        {
            size += unit is >= ' ' and <= '~' ? 1 : unit < ' ' || char.IsSurrogate(unit) ? 6 : 3;
        }

        return size;
    }

    /// <summary>Estimates a list of texts.</summary>
    public static int Of(IEnumerable<string> texts) => texts.Sum(text => Of(text) + 3);

    /// <summary>Estimates an object whose members are texts.</summary>
    public static int Of(IReadOnlyDictionary<string, string>? pairs) => pairs?.Sum(pair => Of(pair.Key) + Of(pair.Value) + 6) ?? 0;
}
