using System.Text;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Users;

/// <summary>The function of the database that folds names, on all of Unicode.</summary>
public sealed class FoldNameTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    /// <summary>U+0345 is a mark, which the function removes. Its upper case is a letter.</summary>
    private const int CombiningIota = 0x345;

    [Fact]
    public async Task FoldName_OfUpperAndLowerCase_IsTheSame()
    {
        var letters = AllCharacters().Where(letter => letter.Value != CombiningIota)
            .SelectMany(letter => new[] { (letter, Other: Rune.ToUpperInvariant(letter)), (letter, Other: Rune.ToLowerInvariant(letter)) })
            .Where(pair => pair.letter != pair.Other)
            .ToList();

        var different = await api.QueryAsync(
            """
            SELECT string_agg(a || b, ' ') FROM unnest(@letters, @others) AS pair(a, b)
            WHERE fold_name(a) <> fold_name(b)
            """,
            ("letters", letters.Select(pair => pair.letter.ToString()).ToArray()),
            ("others", letters.Select(pair => pair.Other.ToString()).ToArray()));

        Assert.True(letters.Count > 2000, $"Only {letters.Count} letters have two cases.");
        Assert.Null(different);
    }

    [Fact]
    public async Task FoldName_OfEveryNormalForm_IsTheSame() =>
        Assert.Null(await api.QueryAsync(
            """
            SELECT string_agg(to_hex(code), ' ')
            FROM generate_series(1, x'10FFFF'::int) AS code,
                 chr(CASE WHEN code BETWEEN x'D800'::int AND x'DFFF'::int THEN 1 ELSE code END) AS text
            WHERE text <> normalize(text, NFKD)
              AND (fold_name(text) <> fold_name(normalize(text, NFD)) OR fold_name(text) <> fold_name(normalize(text, NFKC))
                   OR fold_name(text) <> fold_name(normalize(text, NFKD)) OR fold_name(text) <> fold_name(fold_name(text)))
            """));

    private static IEnumerable<Rune> AllCharacters() =>
        Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Select(value => new Rune(value));
}
