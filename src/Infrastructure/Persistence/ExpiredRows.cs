namespace Concierge.Infrastructure.Persistence;

/// <summary>Rows that expire, so that <see cref="ExpiredRowsSweeper"/> deletes them.</summary>
/// <param name="Delete">Deletes the rows of time $1 and before.</param>
/// <param name="Age">Time between the time of a row and its expiry.</param>
internal sealed record ExpiredRows(string Delete, TimeSpan Age = default);
