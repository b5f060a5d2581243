using AutoMapper;
using AutoMapper.Internal;
using Concierge.Application;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Architecture.Tests;

public sealed class MappingTests
{
    private static readonly IConfigurationProvider Configuration =
        new ServiceCollection().AddApplication().BuildServiceProvider().GetRequiredService<IConfigurationProvider>();

    private static readonly IReadOnlyCollection<TypeMap> Maps = Configuration.Internal().GetAllTypeMaps();

    [Fact]
    public void Maps_Always_FillEveryMember() => Configuration.AssertConfigurationIsValid();

    [Theory]
    [InlineData(typeof(Domain.Users.User), typeof(Application.Users.UserDto))]
    [InlineData(typeof(Domain.Messages.Message), typeof(Application.Messages.MessageDto))]
    [InlineData(typeof(Domain.Services.Service), typeof(Application.Services.ServiceDto))]
    public void Maps_Always_AreFound(Type source, Type destination) =>
        Assert.NotNull(Configuration.Internal().FindTypeMapFor(source, destination));

    /// <summary>Together with the next test, the reason to allow https://github.com/advisories/GHSA-rvv3-g6hj-g44x.</summary>
    [Fact]
    public void Maps_Always_ReferToThemselvesNeitherDirectlyNorIndirectly() => Rule.IsBrokenByNone(Recursive(Maps));

    /// <summary>A map with a converter has no depth: it visits no member, so it cannot recurse.</summary>
    [Fact]
    public void Maps_Always_HaveMaximumDepth() =>
        Rule.IsBrokenByNone(Maps.Where(map => !map.HasTypeConverter && map.MaxDepth is not (> 0 and <= 64)).Select(map => map.Types));

    /// <summary>
    /// No map contains another one, derives from another one or has a member of a type that is known at run time only. Only such maps have
    /// the recursion of https://github.com/advisories/GHSA-gpwp-5797-mjff and https://github.com/advisories/GHSA-6vhm-j9h7-f9gh. A
    /// converter of an id to its value is an expression, which calls no map.
    /// </summary>
    [Fact]
    public void Maps_Always_AreFlat() => Rule.IsBrokenByNone(Maps.Where(map => !IsFlat(map, Maps)).Select(map => map.Types));

    [Theory]
    [InlineData(typeof(Leaf), true)]
    [InlineData(typeof(Node), false)]
    [InlineData(typeof(Untyped), false)]
    public void IsFlat_OfMadeUpMaps_FindsNestedAndUntypedMembers(Type type, bool isFlat)
    {
        var maps = MapsOf(typeof(Leaf), typeof(Node), typeof(Untyped));

        Assert.Equal(isFlat, IsFlat(maps.Single(map => map.DestinationType == type), maps));
    }

    [Theory]
    [InlineData(typeof(Node), true)]
    [InlineData(typeof(Tree), true)]
    [InlineData(typeof(Forest), true)]
    [InlineData(typeof(Leaf), false)]
    public void Recursive_OfMadeUpMaps_FindsMapsThatReferToThemselves(Type type, bool isRecursive)
    {
        var maps = MapsOf(typeof(Node), typeof(Tree), typeof(Forest), typeof(Leaf));

        Assert.Equal(isRecursive, Recursive(maps).Any(pair => pair.DestinationType == type));
    }

    /// <summary>Creates a map of each type to itself.</summary>
    private static IReadOnlyCollection<TypeMap> MapsOf(params Type[] types)
    {
        var configuration = new MapperConfiguration(maps =>
        {
            foreach (var type in types)
            {
                maps.CreateMap(type, type);
            }
        });
        return configuration.Internal().GetAllTypeMaps();
    }

    private static bool IsFlat(TypeMap map, IReadOnlyCollection<TypeMap> maps) =>
        map.IncludedBaseTypes.Count + map.IncludedDerivedTypes.Count == 0
        && map.MemberMaps.SelectMany(member => Parts(member.DestinationType)).All(part =>
            part != typeof(object) && maps.All(other => other.DestinationType != part || other.CustomMapExpression is not null));

    /// <summary>Finds the maps that can recurse: a member leads, directly or through other maps, to their own destination type.</summary>
    private static IEnumerable<TypePair> Recursive(IReadOnlyCollection<TypeMap> maps)
    {
        return maps.Where(map => Reachable(map, []).Contains(map.DestinationType)).Select(map => map.Types);

        HashSet<Type> Reachable(TypeMap map, HashSet<Type> found)
        {
            foreach (var type in map.MemberMaps.SelectMany(member => Parts(member.DestinationType)).Where(found.Add))
            {
                foreach (var next in maps.Where(next => next.DestinationType == type))
                {
                    Reachable(next, found);
                }
            }

            return found;
        }
    }

    /// <summary>Gets a type with the types of its elements, such as the key and the value of a dictionary.</summary>
    private static IEnumerable<Type> Parts(Type type) =>
        (type.HasElementType ? [type.GetElementType()!] : type.GetGenericArguments()).SelectMany(Parts).Prepend(type);

    private sealed record Leaf(string Name);

    private sealed record Untyped(object Value);

    private sealed record Node(Leaf Leaf, Node? Parent);

    private sealed record Tree(IReadOnlyDictionary<string, Forest[]> Forests);

    private sealed record Forest(IReadOnlyList<Tree> Trees, Leaf Leaf);
}
