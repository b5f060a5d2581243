using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Users;
using FluentValidation;

namespace Concierge.Application.Users;

/// <summary>Validates and converts the metadata of a user.</summary>
internal static class UserMetadata
{
    private static readonly Error TooMany = new("too_many", $"At most {User.MaxMetadataPairs} pairs are allowed.", ErrorKind.Validation);

    private static readonly Error KeyInvalid =
        new("key_invalid", $"A key must have 1 to {User.MaxMetadataKeyLength} characters.", ErrorKind.Validation);

    private static readonly Error ValueRequired = new("required", "This member is required.", ErrorKind.Validation);

    private static readonly Error ValueTooLong = Rules.TooLong(User.MaxMetadataValueLength);

    /// <summary>Limits the number of pairs and the length of keys and values. Accepts null.</summary>
    public static IRuleBuilderOptionsConditions<T, IReadOnlyDictionary<string, string?>?> Metadata<T>(
        this IRuleBuilder<T, IReadOnlyDictionary<string, string?>?> rule) =>
        rule.Must(pairs => pairs is null or { Count: <= User.MaxMetadataPairs }).WithError(TooMany)
            .Custom((pairs, context) =>
            {
                foreach (var (key, value) in pairs ?? new Dictionary<string, string?>())
                {
                    if (key.Length == 0 || key.LengthInCodePoints() > User.MaxMetadataKeyLength)
                    {
                        context.AddErrors(context.PropertyPath, KeyInvalid);
                    }
                    else if (value is null)
                    {
                        context.AddErrors(PointerTo(key), ValueRequired);
                    }
                    else if (value.LengthInCodePoints() > User.MaxMetadataValueLength)
                    {
                        context.AddErrors(PointerTo(key), ValueTooLong);
                    }
                }
            });

    /// <summary>Converts valid metadata. Null becomes empty.</summary>
    public static IReadOnlyDictionary<string, string> From(IReadOnlyDictionary<string, string?>? pairs) =>
        (pairs ?? new Dictionary<string, string?>())
            .ToDictionary(pair => pair.Key, pair => pair.Value ?? throw new ArgumentException("A value is missing.", nameof(pairs)));

    private static string PointerTo(string key) => "/metadata" + JsonPointer.Of(key);
}
