using Npgsql;

namespace Concierge.Infrastructure.Postgres;

/// <summary>The section <c>Database</c>.</summary>
internal sealed class DatabaseOptions
{
    public const string Section = "Database";

    /// <summary>Where the embedded server keeps its data; relative to the working folder. Unused with an external PostgreSQL.</summary>
    public string DataDirectory { get; set; } = ".data";

    /// <summary>What else a program sets on the driver; by code alone.</summary>
    public Action<NpgsqlDataSourceBuilder>? Configure { get; set; }
}
