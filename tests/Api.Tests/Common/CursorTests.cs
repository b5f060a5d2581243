using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Common;

public sealed class CursorTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    [Fact]
    public async Task List_WhenOneCharacterOfCursorIsChanged_IsRefused()
    {
        var (_, cursor) = await UsersCursorAsync();

        for (var i = 0; i < cursor.Length; i++)
        {
            var other = Alphabet[(Alphabet.IndexOf(cursor[i], StringComparison.Ordinal) + 1) % Alphabet.Length];
            await ExpectRefusedAsync("/users", cursor[..i] + other + cursor[(i + 1)..]);
        }
    }

    [Fact]
    public async Task List_WhenLastCharacterOfCursorIsChanged_IsRefused()
    {
        var (_, cursor) = await UsersCursorAsync();

        // Some of these decode to the same bytes: the bits that are left over at the end.
        foreach (var other in Alphabet.Where(other => other != cursor[^1]))
        {
            await ExpectRefusedAsync("/users", cursor[..^1] + other);
        }
    }

    [Fact]
    public async Task List_WhenCursorIsShortenedOrExtended_IsRefused()
    {
        var (_, cursor) = await UsersCursorAsync();
        string[] others =
        [
            cursor[1..], cursor[..^1], cursor[..4], cursor + "A", "A" + cursor, cursor + "=", cursor + "%20", "%0A" + cursor,
            cursor + cursor,
        ];

        foreach (var other in others)
        {
            await ExpectRefusedAsync("/users", other);
        }
    }

    [Theory]
    [InlineData("A")]
    [InlineData("0")]
    [InlineData("!")]
    [InlineData("%00")]
    [InlineData("null")]
    [InlineData("AAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAA_w")]
    [InlineData("AAAA+AAAA/AAAA==")]
    [InlineData("%C3%A4%C3%B6%C3%BC")]
    public async Task List_WhenCursorIsGarbage_IsRefused(string cursor)
    {
        var user = await api.AddUserAsync();

        string[] lists =
            ["/users", "/messages", $"/users/{user}/contacts", $"/users/{user}/conversations", "/services", "/orders"];
        foreach (var list in lists)
        {
            await ExpectRefusedAsync(list, cursor);
        }
    }

    /// <summary>The checksum needs no key, so that anybody can make these; no position in them may reach the database.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("a b")]
    [InlineData("a\0")]
    [InlineData("a\n")]
    [InlineData("'; --")]
    [InlineData("ä")]
    [InlineData("\U0001F642")]
    public async Task List_WithInvalidUserIdInCursor_IsRefused(string position)
    {
        await ExpectRefusedAsync("/users", Craft(Encoding.UTF8.GetBytes(position), "users", (object?)null));
        await ExpectRefusedAsync("/services", Craft(Encoding.UTF8.GetBytes(position), "services"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("0 ")]
    [InlineData("0 0190b0c5-0000-7000-8000-00000000000")]
    [InlineData("0 0190b0c5000070008000000000000000")]
    [InlineData("0 {0190b0c5-0000-7000-8000-000000000000}-1")]
    [InlineData("0190b0c5-0000-7000-8000-000000000000-1")]
    [InlineData("-1 0190b0c5-0000-7000-8000-000000000000-1")]
    [InlineData("3155378976000000000 0190b0c5-0000-7000-8000-000000000000-1")]
    [InlineData("\0")]
    public async Task List_WhenChecksumIsRightAndPlaceOfAMessageIsNot_IsRefused(string position)
    {
        var user = await api.AddUserAsync();

        await ExpectRefusedAsync("/messages", Craft(Encoding.UTF8.GetBytes(position), "messages", null, "desc", false));
        await ExpectRefusedAsync($"/users/{user}/contacts", Craft(Encoding.UTF8.GetBytes(position), "contacts", user));
        await ExpectRefusedAsync($"/users/{user}/conversations", Craft(Encoding.UTF8.GetBytes(position), "conversations", user));
    }

    [Fact]
    public async Task List_WithInvalidUtf8InCursor_IsRefused()
    {
        await ExpectRefusedAsync("/users", Craft([0x61, 0xFF], "users", (object?)null));
    }

    [Fact]
    public async Task List_WithValidCursor_ReturnsPage()
    {
        // Shows that the crafted cursors above fail for their positions, not for the way in which they are made.
        (await api.GetAsync("/users?cursor=" + Craft("zzz"u8.ToArray(), "users", (object?)null))).Expect(HttpStatusCode.OK);
        (await api.GetAsync("/messages?cursor=" + Craft(Encoding.ASCII.GetBytes($"0 {Guid.Empty}-1"), "messages", null, "desc", false)))
            .Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task List_WhenLimitDiffers_AcceptsCursor()
    {
        var (marker, cursor) = await UsersCursorAsync(search: true);

        Assert.Equal(2, (await api.GetAsync($"/users?q={marker}&limit=200&cursor={cursor}")).Expect(HttpStatusCode.OK).Json.Items().Count);
    }

    [Fact]
    public async Task List_WhenSearchDiffers_RefusesCursor()
    {
        var (marker, filtered) = await UsersCursorAsync(search: true);
        var (_, unfiltered) = await UsersCursorAsync();

        await ExpectRefusedAsync("/users", filtered);
        await ExpectRefusedAsync($"/users?q={marker[1..]}", filtered);
        await ExpectRefusedAsync($"/users?q={marker}", unfiltered);
    }

    [Fact]
    public async Task List_WhenOrderOrIncludeDeletedDiffers_RefusesCursor()
    {
        var (_, cursor) = await MessagesCursorAsync();

        await ExpectRefusedAsync("/messages?order=asc", cursor);
        await ExpectRefusedAsync("/messages?include_deleted=true", cursor);
        (await api.GetAsync($"/messages?order=desc&include_deleted=false&cursor={cursor}")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ListOrders_WhenFiltersDiffer_RefusesCursor()
    {
        const string From = "2030-01-01T00:00:00Z";
        const string To = "2030-01-03T00:00:00Z";
        string[] services = [await api.AddServiceAsync(), await api.AddServiceAsync()];
        await api.AddOrderAsync("2030-01-01T12:00:00Z", services);
        await api.AddOrderAsync("2030-01-02T12:00:00Z", services);
        var filter = $"/orders?service_id={services[0]}&from={From}&to={To}";
        var cursor = Cursor(await api.GetAsync(filter + "&limit=1"));

        await ExpectRefusedAsync("/orders", cursor);
        await ExpectRefusedAsync($"/orders?service_id={services[1]}&from={From}&to={To}", cursor);
        await ExpectRefusedAsync($"/orders?service_id={services[0]}&from={From}", cursor);
        await ExpectRefusedAsync($"/orders?service_id={services[0]}&to={To}", cursor);
        await ExpectRefusedAsync($"/orders?service_id={services[0]}&from={To}&to={To}", cursor);
        await ExpectRefusedAsync(filter + "&order=asc", cursor);
        await ExpectRefusedAsync("/services", cursor);
        await ExpectRefusedAsync("/users", cursor);

        // One and the same time, written in another way.
        Assert.Single(
            (await api.GetAsync(
                $"{filter.Replace(From, "2030-01-01T01:00:00.000%2B01:00", StringComparison.Ordinal)}&order=desc&cursor={cursor}"))
            .Expect(HttpStatusCode.OK).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task List_WhenActorDiffers_RefusesCursor()
    {
        var (users, asService) = await MessagesCursorAsync();
        var asFirst = Cursor(await api.GetAsync("/messages?limit=1", users[0]));

        await ExpectRefusedAsync("/messages", asService, users[0]);
        await ExpectRefusedAsync("/messages", asFirst, users[1]);
        await ExpectRefusedAsync("/messages", asFirst);
        (await api.GetAsync($"/messages?cursor={asFirst}", users[0])).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task List_WhenCursorIsOfAnotherList_IsRefused()
    {
        var (users, _) = await MessagesCursorAsync();
        var third = await api.AddUserAsync();
        await api.AddMessageAsync(third, users[0]);
        await api.AddMessageAsync(third, users[1]);
        string[] lists =
        [
            "/users",
            "/messages",
            $"/users/{users[0]}/contacts",
            $"/users/{users[1]}/contacts",
            $"/users/{users[0]}/conversations",
            $"/users/{users[1]}/conversations",
            $"/users/{users[0]}/conversations/{users[1]}/messages",
        ];

        foreach (var list in lists)
        {
            var cursor = Cursor(await api.GetAsync($"{list}?limit=1"));
            (await api.GetAsync($"{list}?cursor={cursor}")).Expect(HttpStatusCode.OK);
            foreach (var other in lists.Where(other => other != list))
            {
                await ExpectRefusedAsync(other, cursor);
            }
        }
    }

    /// <summary>The checksum is over the list's name, its filters and the position, one a line.</summary>
    private static string Craft(byte[] position, string list, params object?[] filters)
    {
        var text = string.Join('\n', [list, .. filters, Encoding.UTF8.GetString(position)]);
        return Base64Url.EncodeToString([.. SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(..9), .. position]);
    }

    private static string Cursor(Answer page) => (string)page.Expect(HttpStatusCode.OK).Json["next_cursor"]!;

    private async Task ExpectRefusedAsync(string list, string cursor, string? actingAs = null)
    {
        var answer = await api.GetAsync($"{list}{(list.Contains('?', StringComparison.Ordinal) ? '&' : '?')}cursor={cursor}", actingAs);
        Assert.True(answer.Status == HttpStatusCode.BadRequest, $"{list} answered {(int)answer.Status} to the cursor {cursor}.");
        answer.ExpectProblem(HttpStatusCode.BadRequest, "cursor_invalid");
    }

    /// <summary>Three users, and the cursor after the first of them.</summary>
    private async Task<(string Marker, string Cursor)> UsersCursorAsync(bool search = false)
    {
        var marker = $"m{Guid.NewGuid():N}";
        for (var i = 0; i < 3; i++)
        {
            (await api.PostAsync("/users", new { name = marker })).Expect(HttpStatusCode.Created);
        }

        return (marker, Cursor(await api.GetAsync($"/users?limit=1{(search ? "&q=" + marker : "")}")));
    }

    /// <summary>Two users with three messages, and the cursor after the first of the list.</summary>
    private async Task<(string[] Users, string Cursor)> MessagesCursorAsync()
    {
        string[] users = [await api.AddUserAsync(), await api.AddUserAsync()];
        for (var i = 0; i < 3; i++)
        {
            await api.AddMessageAsync(users[i % 2], users[(i + 1) % 2]);
        }

        return (users, Cursor(await api.GetAsync("/messages?limit=1")));
    }
}
