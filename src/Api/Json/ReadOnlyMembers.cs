using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Concierge.Api.Json;

/// <summary>Members of a representation that the request which replaces it does not have; see <see cref="ReplacesAttribute"/>.</summary>
internal static class ReadOnlyMembers
{
    /// <summary>Gets the names of the read-only members; none for a request without the attribute.</summary>
    public static IReadOnlyList<string> Of(JsonTypeInfo request)
    {
        if (request.Type.GetCustomAttribute<ReplacesAttribute>() is not { } replaced)
        {
            return [];
        }

        var representation = request.Options.GetTypeInfo(replaced.Representation).Properties.Where(member => member.Get is not null);
        return [.. representation.Select(member => member.Name).Except(request.Properties.Select(member => member.Name))];
    }

    /// <summary>Makes the serializer accept the read-only members, whatever their values are, and drop them.</summary>
    public static void Ignore(JsonTypeInfo request)
    {
        foreach (var name in Of(request))
        {
            var member = request.CreateJsonPropertyInfo(typeof(JsonElement), name);
            member.Set = static (_, _) => { };
            request.Properties.Add(member);
        }
    }
}
