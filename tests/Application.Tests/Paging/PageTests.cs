using Concierge.Application.Paging;

namespace Concierge.Application.Tests.Paging;

public sealed class PageTests
{
    private static readonly CursorScope Scope = new("tests");

    [Theory]
    [InlineData(3, 100, "10 10", 2, null)]
    [InlineData(2, 100, "10 10 10", 2, "2")]
    [InlineData(3, 30, "10 10 10", 3, null)]
    [InlineData(3, 29, "10 10 10", 2, "2")]
    [InlineData(3, 30, "10 10 11", 2, "2")]
    [InlineData(3, 5, "10", 1, null)]
    [InlineData(3, 5, "10 1", 1, "1")]
    [InlineData(3, 5, "1 10 1", 1, "1")]
    [InlineData(1, 5, "10 10", 1, "1")]
    [InlineData(3, 5, "", 0, null)]
    public void Of_WithRowsOfSizes_EndsBeforeTheRowThatExceedsTheLimit(int items, int bytes, string sizes, int expected, string? last)
    {
        var rows = Rows(sizes);

        var page = Page.Of(rows, new(items, bytes), Scope, row => row.Number, row => $"{row.Number}");

        Assert.Equal(Enumerable.Range(1, expected), page.Items);
        Assert.Equal(last is null ? null : Scope.Write(last), page.NextCursor);
    }

    /// <summary>A reader stops at the first row that exceeds the limit. The page is the same as with all rows.</summary>
    [Theory]
    [InlineData(3, 30, "10 10 10 10 10")]
    [InlineData(3, 25, "10 10 10 10 10")]
    [InlineData(3, 20, "10 10 10 10 10")]
    [InlineData(3, 5, "10 10 10 10 10")]
    [InlineData(3, 5, "1 1 1 1 1")]
    [InlineData(1, 50, "10 10 10")]
    public void Of_WithRowsUntilLimitIsExceeded_IsThePageOfAllRows(int items, int bytes, string sizes)
    {
        var limit = new PageLimit(items, bytes);
        var rows = new List<Row>();
        foreach (var row in Rows(sizes))
        {
            rows.Add(row);
            if (limit.IsExceeded(rows.Count, rows.Sum(read => ((ISized)read).Size)))
            {
                break;
            }
        }

        var page = Page.Of(rows, limit, Scope, row => row.Number, row => $"{row.Number}");
        var ofAll = Page.Of(Rows(sizes), limit, Scope, row => row.Number, row => $"{row.Number}");

        Assert.Equal(rows.Count - 1, page.Items.Count);
        Assert.Equal(ofAll.Items, page.Items);
        Assert.Equal(ofAll.NextCursor, page.NextCursor);
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData("", 0)]
    [InlineData("ab ~", 4)]
    [InlineData("a\nb", 8)]
    [InlineData("é", 3)]
    [InlineData("a😀", 13)]
    public void JsonSize_OfText_IsAtLeastItsBytes(string? text, int size) => Assert.Equal(size, JsonSize.Of(text));

    private static List<Row> Rows(string sizes) =>
        [.. sizes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((size, index) => new Row(index + 1, int.Parse(size, null)))];

    private sealed record Row(int Number, int Bytes) : ISized
    {
        int ISized.Size => Bytes;
    }
}
