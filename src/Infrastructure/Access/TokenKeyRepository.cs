using System.Xml.Linq;
using Concierge.Infrastructure.Persistence;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Infrastructure.Access;

/// <summary>
/// Stores the data protection keys in the database, so that every replica accepts the tokens of every other one (decision 0011).
/// </summary>
internal sealed class TokenKeyRepository(IServiceScopeFactory scopes) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var scope = scopes.CreateScope();
        var keys = scope.ServiceProvider.GetRequiredService<ConciergeDbContext>().Set<TokenKey>().Select(key => key.Xml).ToList();
        return keys.ConvertAll(XElement.Parse);
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var scope = scopes.CreateScope();
        var context = scope.ServiceProvider.GetRequiredService<ConciergeDbContext>();
        context.Add(new TokenKey { Id = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) });
        context.SaveChanges();
    }
}
