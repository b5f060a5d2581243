using Npgsql;

namespace Concierge.Infrastructure.Postgres;

/// <summary>Settings of the section <c>Database</c>.</summary>
internal sealed class DatabaseOptions
{
    public const string Section = "Database";

    /// <summary>Data directory of the embedded server, relative to the working directory. Unused with an external PostgreSQL.</summary>
    public string DataDirectory { get; set; } = ".data";

    /// <summary>Further configuration of the driver. Set by code only, not by settings.</summary>
    public Action<NpgsqlDataSourceBuilder>? Configure { get; set; }
}
