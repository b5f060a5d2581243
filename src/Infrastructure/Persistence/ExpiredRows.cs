namespace Concierge.Infrastructure.Persistence;

/// <summary>Rows that expire, so that <see cref="ExpiredRowsSweeper"/> deletes them.</summary>
/// <param name="Delete">Deletes the rows that have expired at time $1.</param>
internal sealed record ExpiredRows(string Delete);
