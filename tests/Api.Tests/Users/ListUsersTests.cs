using System.Net;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Users;

public sealed class ListUsersTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    /// <summary>A text that is in the names of one test's users only.</summary>
    private readonly string marker = $"m{Guid.NewGuid():N}";

    [Fact]
    public async Task List_WithIdsOfMixedCase_IsSortedOrdinally()
    {
        string[] expected = ["0", "9", "A", "Z", "a", "a-", "a.", "a0", "aA", "a_", "aa", "z"];
        foreach (var suffix in expected.Reverse())
        {
            (await api.PostAsync("/users", new { id = $"order.{suffix}", name = marker })).Expect(HttpStatusCode.Created);
        }

        var page = (await api.GetAsync($"/users?q={marker}")).Expect(HttpStatusCode.OK).Json;

        Assert.Equal(expected.Select(suffix => $"order.{suffix}"), page.Items());
        Assert.Null((string?)page["next_cursor"]);
    }

    [Fact]
    public async Task List_WithoutFilter_ReturnsEveryUserOnce()
    {
        await AddUsersAsync(3);

        var ids = await api.WalkAsync("/users", "id", 2);

        Assert.Equal(await api.CountAsync("users"), ids.Count);
        Assert.Equal(ids.Distinct().Order(StringComparer.Ordinal), ids);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task List_PageByPage_ReturnsEveryUserOnce(int limit)
    {
        var expected = await AddUsersAsync(5);

        Assert.Equal(expected, await api.WalkAsync($"/users?q={marker}", "id", limit));
    }

    [Fact]
    public async Task List_WhenUsersChangeBetweenPages_SkipsAndRepeatsNone()
    {
        var ids = await AddUsersAsync(4);
        var first = (await api.GetAsync($"/users?q={marker}&limit=2")).Expect(HttpStatusCode.OK).Json;
        (await api.PostAsync("/users", new { id = $"a.{marker}", name = marker })).Expect(HttpStatusCode.Created);
        (await api.PostAsync("/users", new { id = $"z.{marker}", name = marker })).Expect(HttpStatusCode.Created);
        (await api.PutAsync($"/users/{ids[1]}", new { name = "Somebody else" })).Expect(HttpStatusCode.OK);
        (await api.DeleteAsync($"/users/{ids[2]}")).Expect(HttpStatusCode.NoContent);

        var second = (await api.GetAsync($"/users?q={marker}&limit=9&cursor={first["next_cursor"]}")).Expect(HttpStatusCode.OK).Json;

        Assert.Equal(ids.Take(2), first.Items());
        Assert.Equal([.. ids.Skip(2), $"z.{marker}"], second.Items());
    }

    [Fact]
    public async Task List_WhenNoNameMatches_IsEmpty()
    {
        var answer = (await api.GetAsync($"/users?q={marker}")).Expect(HttpStatusCode.OK);

        Assert.Equal("""{"items":[],"next_cursor":null}""", answer.Text);
        Assert.DoesNotContain("Link", answer.Headers.Keys);
    }

    [Fact]
    public async Task List_Always_ReturnsCompleteUsers()
    {
        var created = (await api.PostAsync("/users", new { name = marker, metadata = new { team = "blue" } }))
            .Expect(HttpStatusCode.Created);

        var page = (await api.GetAsync($"/users?q={marker}")).Expect(HttpStatusCode.OK);

        Assert.Equal($$"""{"items":[{{created.Text}}],"next_cursor":null}""", page.Text);
    }

    [Theory]
    [InlineData("Ann Lee", "ann")]
    [InlineData("Ann Lee", "LEE")]
    [InlineData("Ann Lee", "n l")]
    [InlineData("Ann Lee", "e")]
    [InlineData("ÉMILIE Ørsted", "émilie")]
    [InlineData("émilie ørsted", "ÉMILIE Ø")]
    [InlineData("Ωmega ЖУК", "ωMEGA жук")]
    [InlineData("\U00010400desert", "\U00010428DESERT")]
    [InlineData("100% sure", "0% s")]
    [InlineData("snake_case", "E_C")]
    [InlineData(@"back\slash", @"K\S")]
    [InlineData("it's \"quoted\"; --", "'S \"QUOTED\"; --")]
    [InlineData("李小龍", "小")]
    public async Task List_WhenNameContainsSearch_FindsUser(string name, string search)
    {
        var id = await AddAsync($"{marker} {name}");

        Assert.Contains(id, await SearchAsync(search));
    }

    /// <summary>Two spellings of one name; each must find both.</summary>
    [Theory]
    [InlineData("ΟΔΥΣΣΕΥΣ", "οδυσσευς")]
    [InlineData("ΟΔΥΣΣΕΥΣ", "Οδυσσεύς")]
    [InlineData("οδυσσευς", "Οδυσσεύς")]
    [InlineData("οδυσσευσ", "Οδυσσεύς")]
    [InlineData("Οδυσσεύς", "Οδυσσευ\u0301ς")]
    [InlineData("İstanbul", "istanbul")]
    [InlineData("İstanbul", "ISTANBUL")]
    [InlineData("İstanbul", "I\u0307stanbul")]
    [InlineData("istanbul", "ISTANBUL")]
    [InlineData("ısparta", "ISPARTA")]
    [InlineData("ısparta", "isparta")]
    [InlineData("jos\u00e9", "jose\u0301")]
    [InlineData("JOS\u00c9", "jose\u0301")]
    [InlineData("Jose\u0301", "Jos\u00c9")]
    [InlineData("José", "Jose")]
    [InlineData("Émilie", "Emilie")]
    [InlineData("Nguyễn", "NGUYEN")]
    [InlineData("\u1e69", "s\u0307\u0323")]
    [InlineData("\u212bsa", "\u00c5sa")]
    [InlineData("Straße", "STRASSE")]
    [InlineData("STRAẞE", "straße")]
    [InlineData("\ufb01nn", "FINN")]
    [InlineData("Ａｎｎ　Ｌｅｅ", "ann lee")]
    [InlineData("\U0001d400nn", "ANN")]
    [InlineData("Ёлкин", "елкин")]
    [InlineData("ﾔﾏﾀﾞ", "ヤマダ")]
    [InlineData("がく", "か\u3099く")]
    [InlineData("각", "\u1100\u1161\u11a8")]
    [InlineData("أحمد", "احمد")]
    [InlineData("\ufee3\ufea4\ufee4\ufeaa", "محمد")]
    [InlineData("שָׁלוֹם", "שלום")]
    [InlineData("क\u0958", "क\u0915\u093c")]
    [InlineData("An\u00adna\u200d\ufe0f", "Anna")]
    public async Task List_WhenSearchIsAnotherFormOfName_FindsUser(string one, string other)
    {
        string[] ids = [await AddAsync($"{marker} {one}"), await AddAsync($"{marker} {other}")];

        Assert.Equal(ids.Order(StringComparer.Ordinal), await SearchAsync($"{marker} {one}"));
        Assert.Equal(ids.Order(StringComparer.Ordinal), await SearchAsync($"{marker} {other}"));
    }

    /// <summary>Nothing of the text is left to compare.</summary>
    [Theory]
    [InlineData("\u0301")]
    [InlineData("\u200b\u00ad")]
    public async Task List_WhenSearchHoldsOnlyIgnoredCharacters_FiltersNothing(string search)
    {
        var id = await AddAsync(marker);

        Assert.Contains(id, await SearchAsync(search));
    }

    [Theory]
    [InlineData("Ann Lee", "ann  lee")]
    [InlineData("Ann Lee", "lee ann")]
    [InlineData("Ann Lee", "%")]
    [InlineData("Ann Lee", "A%e")]
    [InlineData("Ann Lee", "_")]
    [InlineData("Ann Lee", "A_n")]
    [InlineData("Ann Lee", @"\")]
    [InlineData("Ann Lee", @"\A")]
    [InlineData("100 sure", "100% sure")]
    [InlineData("Ørsted", "Orsted")]
    [InlineData("각", "가")]
    [InlineData("がく", "かく")]
    [InlineData("किरण", "करण")]
    [InlineData("張偉", "张伟")]
    public async Task List_WhenNameDoesNotContainSearch_OmitsUser(string name, string search)
    {
        var id = await AddAsync(name);

        Assert.DoesNotContain(id, await SearchAsync(search));
    }

    [Theory]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData(@"\")]
    [InlineData("\uff05")]
    [InlineData("\uff3f")]
    [InlineData("\uff3c")]
    public async Task List_WithWildcardOfDatabase_MatchesLiterally(string wildcard)
    {
        var literal = await AddAsync($"{marker}{wildcard}end");
        await AddAsync($"{marker}Xend");
        await AddAsync($"{marker}end");

        Assert.Equal([literal], await api.WalkAsync($"/users?q={Uri.EscapeDataString($"{marker}{wildcard}end")}", "id", 2));
    }

    [Fact]
    public async Task List_WhenNameChanged_FindsOnlyNewName()
    {
        var id = await AddAsync($"{marker} Before");
        (await api.PutAsync($"/users/{id}", new { name = $"{marker} After" })).Expect(HttpStatusCode.OK);

        Assert.Equal([id], await api.WalkAsync($"/users?q={marker}%20AFTER", "id", 2));
        Assert.Empty(await api.WalkAsync($"/users?q={marker}%20before", "id", 2));
    }

    [Fact]
    public async Task List_WithDeactivatedUser_ReturnsIt()
    {
        var id = await AddAsync(marker);
        (await api.DeleteAsync($"/users/{id}")).Expect(HttpStatusCode.NoContent);

        var item = Assert.Single((await api.GetAsync($"/users?q={marker}")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray());

        Assert.Equal("deactivated", (string?)item!["status"]);
    }

    [Fact]
    public async Task List_WhenSearchIsEmpty_FiltersNothing()
    {
        var id = await AddAsync(marker);

        Assert.Contains(id, await api.WalkAsync("/users?q=", "id", 200));
    }

    [Theory]
    [InlineData(100, HttpStatusCode.OK)]
    [InlineData(101, HttpStatusCode.BadRequest)]
    public async Task List_AtMaxSearchLength_IsAccepted(int length, HttpStatusCode status)
    {
        var answer = (await api.GetAsync("/users?q=" + string.Concat(Enumerable.Repeat("%F0%9F%99%82", length)))).Expect(status);

        if (status != HttpStatusCode.OK)
        {
            answer.ExpectProblem(status, "validation_failed", "/q", "too_long");
        }
    }

    [Theory]
    [InlineData("%00")]
    [InlineData("a%00b")]
    public async Task List_WithNulInSearch_IsRefused(string search)
    {
        (await api.GetAsync($"/users?q={search}")).ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/q", "text_invalid");
    }

    [Fact]
    public async Task List_WhenSearchIsNotUtf8_IsRefused()
    {
        (await api.GetAsync("/users?q=%FF%ED%A0%80")).ExpectProblem(HttpStatusCode.BadRequest, "text_invalid", "/q", "text_invalid");
    }

    private Task<List<string>> SearchAsync(string text) => api.WalkAsync($"/users?q={Uri.EscapeDataString(text)}", "id", 200);

    private async Task<string> AddAsync(string name) =>
        (string)(await api.PostAsync("/users", new { name })).Expect(HttpStatusCode.Created).Json["id"]!;

    private async Task<List<string>> AddUsersAsync(int count)
    {
        var ids = Enumerable.Range(0, count).Select(i => $"list.{marker}.{i}").ToList();
        foreach (var id in ids)
        {
            (await api.PostAsync("/users", new { id, name = $"Somebody {marker}" })).Expect(HttpStatusCode.Created);
        }

        return ids;
    }
}
