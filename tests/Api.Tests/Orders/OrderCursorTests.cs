using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Orders;

/// <summary>The checksum of a cursor needs no key, so that anybody can make these; no position in them may reach the database.</summary>
public sealed class OrderCursorTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("5")]
    [InlineData("5 ")]
    [InlineData(" a")]
    [InlineData("5 -a")]
    [InlineData("5 a b")]
    [InlineData("5  a")]
    [InlineData("five a")]
    [InlineData("5.5 a")]
    [InlineData("5 a\0")]
    [InlineData("99999999999999999999 a")]
    [InlineData("9223372036854775807 a")]
    [InlineData("-9223372036854775808 a")]
    [InlineData("3155378976000000000 a")]
    [InlineData("-1 a")]
    public async Task List_WhenChecksumIsRightAndPositionIsNot_IsRefused(string position)
    {
        (await api.GetAsync($"/orders?cursor={Craft(position)}")).ExpectProblem(HttpStatusCode.BadRequest, "cursor_invalid");
    }

    [Theory]
    [InlineData("0 a")]
    [InlineData("3155378975999999999 a")]
    public async Task List_WhenChecksumAndPositionAreRight_IsAnswered(string position)
    {
        // Shows that the crafted cursors above fail for their positions, not for the way in which they are made.
        (await api.GetAsync($"/orders?cursor={Craft(position)}")).Expect(HttpStatusCode.OK);
    }

    /// <summary>The checksum is over the list's name, its filters and the position, one a line.</summary>
    private static string Craft(string position)
    {
        var text = string.Join('\n', ["orders-by-time", DateTimeOffset.MinValue.Ticks, DateTimeOffset.MaxValue.Ticks, null, "desc", position]);
        return Base64Url.EncodeToString(
            [.. SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(..9), .. Encoding.UTF8.GetBytes(position)]);
    }
}
