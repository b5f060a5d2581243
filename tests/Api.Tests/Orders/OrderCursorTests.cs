using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Orders;

/// <summary>
/// Cursors with a correct checksum, which anybody can compute because it has no key. An invalid position in them must not reach the
/// database. A position is a time in ticks of 100 ns and an id.
/// </summary>
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
    [InlineData("5a")]
    [InlineData("5\na")]
    [InlineData("1e3 a")]
    [InlineData("0x1 a")]
    [InlineData("- a")]
    [InlineData("five a")]
    [InlineData("5.5 a")]
    [InlineData("5 a\0")]
    [InlineData("99999999999999999999 a")]
    [InlineData("9223372036854775807 a")]
    [InlineData("9223372036854775808 a")]
    [InlineData("-9223372036854775808 a")]
    [InlineData("3155378976000000000 a")]
    [InlineData("-1 a")]
    public async Task List_WithInvalidPosition_IsRefused(string position)
    {
        (await api.GetAsync($"/orders?cursor={Craft(position)}")).ExpectProblem(HttpStatusCode.BadRequest, "cursor_invalid");
    }

    [Theory]
    [InlineData("0 a")]
    [InlineData("3155378975999999999 a")]
    public async Task List_WithValidPosition_ReturnsPage(string position)
    {
        // Proves that the cursors above are refused for their positions, not for their checksums.
        (await api.GetAsync($"/orders?cursor={Craft(position)}")).Expect(HttpStatusCode.OK);
    }

    /// <summary>Computes the checksum over the name of the list, its filters and the position, each on its own line.</summary>
    private static string Craft(string position)
    {
        var text = string.Join(
            '\n', ["orders-by-time", DateTimeOffset.MinValue.Ticks, DateTimeOffset.MaxValue.Ticks, null, "desc", position]);
        return Base64Url.EncodeToString(
            [.. SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(..9), .. Encoding.UTF8.GetBytes(position)]);
    }
}
