using Concierge.Application.Paging;
using Microsoft.EntityFrameworkCore;

namespace Concierge.Infrastructure.Persistence;

/// <summary>Queries of EF Core for pages.</summary>
internal static class PageQueries
{
    /// <summary>
    /// Returns the rows of a page. Rows after one that exceeds the limit are not read, so that large rows take little memory.
    /// </summary>
    public static async Task<List<T>> ToListAsync<T>(this IQueryable<T> query, PageLimit limit, CancellationToken cancellationToken)
        where T : ISized
    {
        List<T> items = [];
        var bytes = 0L;
        await foreach (var item in query.Take(limit.Rows).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            items.Add(item);
            bytes += item.Size;
            if (limit.IsExceeded(items.Count, bytes))
            {
                break;
            }
        }

        return items;
    }
}
