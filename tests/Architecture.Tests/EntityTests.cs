using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;

namespace Concierge.Architecture.Tests;

public sealed class EntityTests
{
    /// <summary>What the database keeps, and what has an identity of its own. A record is a value, even if it names an entity.</summary>
    private static readonly IReadOnlyList<Type> Entities =
    [
        .. Product.Infrastructure.GetTypes()
            .SelectMany(type => type.ArgumentsOf(typeof(IEntityTypeConfiguration<>)))
            .Select(arguments => arguments[0])
            .Where(type => type.Assembly == Product.Domain)
            .Union(Product.Domain.GetTypes().Where(type => type.IsClass && type.GetProperty("Id") is not null && !IsRecord(type))),
    ];

    /// <summary>The rules for the text of an id (a static class) are no id.</summary>
    private static readonly IReadOnlyList<Type> Ids =
    [
        .. Product.Domain.GetTypes().Where(
            type => type.Name.EndsWith("Id", StringComparison.Ordinal) && !(type.IsAbstract && type.IsSealed)),
    ];

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null;

    [Fact]
    public void EntitiesAndIds_Always_AreFound()
    {
        Assert.Superset(
            new HashSet<string>
            {
                "User", "Message", "Conversation", "Service", "Order", "SmsMessage", "ServiceKey", "UserToken", "AuditRecord",
            },
            Entities.Select(type => type.Name).ToHashSet());
        Assert.Superset(
            new HashSet<string>
            {
                "UserId", "MessageId", "ConversationId", "ServiceId", "OrderId", "SmsMessageId", "ServiceKeyId", "UserTokenId",
                "AuditRecordId",
            },
            Ids.Select(type => type.Name).ToHashSet());
    }

    [Fact]
    public void Entities_Always_HaveNoPublicConstructor() => Rule.IsBrokenByNone(Entities.SelectMany(type => type.GetConstructors()));

    [Fact]
    public void Entities_Always_HaveNoPublicSetter() =>
        Rule.IsBrokenByNone(Entities.SelectMany(type => type.GetProperties()).Where(property => property.SetMethod?.IsPublic == true));

    [Fact]
    public void Entities_Always_HaveNoPublicField() =>
        Rule.IsBrokenByNone(Entities.SelectMany(type => type.GetFields()).Where(field => !field.IsLiteral));

    [Fact]
    public void Entities_Always_AreSealed() => Rule.IsBrokenByNone(Entities.Where(type => !type.IsSealed));

    [Fact]
    public void Entities_Always_NameOthersByIdsOfTheirOwnType() =>
        Rule.IsBrokenByNone(
            from type in Entities
            from property in type.GetProperties()
            where property.Name.EndsWith("Id", StringComparison.Ordinal)
                && !Ids.Contains(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType)
            select property);

    [Fact]
    public void Entities_Always_ListOthersByIdsOfTheirOwnType()
    {
        var lists = (from type in Entities
                     from property in type.GetProperties()
                     where property.Name.EndsWith("Ids", StringComparison.Ordinal)
                     select property).ToList();

        Assert.Contains("ServiceIds", lists.Select(property => property.Name));
        Rule.IsBrokenByNone(lists.Where(property => !Ids.Any(id => property.PropertyType == typeof(IReadOnlyList<>).MakeGenericType(id))));
    }

    [Fact]
    public void Ids_Always_AreReadonlyRecordStructs() => Rule.IsBrokenByNone(Ids.Where(type => !IsReadonlyRecordStruct(type)));

    /// <summary>The compiler writes PrintMembers for records alone, and marks what is read-only.</summary>
    private static bool IsReadonlyRecordStruct(Type type) =>
        type.IsValueType
        && type.IsDefined(typeof(IsReadOnlyAttribute))
        && type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic) is not null;
}
