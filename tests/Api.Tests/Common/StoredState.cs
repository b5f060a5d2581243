using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Common;

/// <summary>What is stored, read past the API, so that a refusal can be shown to have written nothing.</summary>
internal static class StoredState
{
    /// <summary>Every column of the user's row as one text; null where there is no such user.</summary>
    public static async Task<string?> UserRowAsync(this ApiFixture api, string id) =>
        (string?)await api.QueryAsync("SELECT u::text FROM users AS u WHERE id = @id", ("id", id));

    public static async Task<long> CountAsync(this ApiFixture api, string table) =>
        (long)(await api.QueryAsync($"SELECT count(*) FROM {table}"))!;
}
