using System.Xml.Linq;
using Concierge.Infrastructure.Persistence;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Infrastructure.Access;

/// <summary>One of the keys with which users' tokens are made, as ASP.NET Core's data protection writes it down, and encrypted.</summary>
internal sealed class TokenKey
{
    public required string Id { get; init; }

    public required string Xml { get; init; }
}

internal sealed class TokenKeyConfiguration : IEntityTypeConfiguration<TokenKey>
{
    public void Configure(EntityTypeBuilder<TokenKey> builder) => builder.ToTable("token_keys");
}

/// <summary>Keeps the keys in the database, so that every replica accepts the tokens of every other.</summary>
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
