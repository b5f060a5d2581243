using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Concierge.Infrastructure.Access;

/// <summary>One data protection key, encrypted and serialized by ASP.NET Core. User tokens are made with these keys.</summary>
internal sealed class TokenKey
{
    public required string Id { get; init; }

    public required string Xml { get; init; }
}

internal sealed class TokenKeyConfiguration : IEntityTypeConfiguration<TokenKey>
{
    public void Configure(EntityTypeBuilder<TokenKey> builder) => builder.ToTable("token_keys");
}
