using Concierge.Domain.Common;
using Concierge.Domain.Metadata;
using FluentValidation;

namespace Concierge.Application.Validation;

/// <summary>Validates and converts metadata.</summary>
internal static class MetadataRules
{
    private static readonly Error TooMany = new("too_many", $"At most {Pairs.MaxCount} pairs are allowed.", ErrorKind.Validation);

    private static readonly Error KeyInvalid =
        new("key_invalid", $"A key must have 1 to {Pairs.MaxKeyLength} characters.", ErrorKind.Validation);

    private static readonly Error ValueRequired = new("required", "This member is required.", ErrorKind.Validation);

    private static readonly Error ValueTooLong = Rules.TooLong(Pairs.MaxValueLength);

    /// <summary>Limits the number of pairs and the length of keys and values. Accepts null.</summary>
    public static IRuleBuilderOptionsConditions<T, IReadOnlyDictionary<string, string?>?> Metadata<T>(
        this IRuleBuilder<T, IReadOnlyDictionary<string, string?>?> rule) =>
        rule.Must(pairs => pairs is null or { Count: <= Pairs.MaxCount }).WithError(TooMany)
            .Custom((pairs, context) =>
            {
                foreach (var (key, value) in pairs ?? new Dictionary<string, string?>())
                {
                    if (key.Length == 0 || key.LengthInCodePoints() > Pairs.MaxKeyLength)
                    {
                        context.AddErrors(context.PropertyPath, KeyInvalid);
                    }
                    else if (value is null)
                    {
                        context.AddErrors(PointerTo(context.PropertyPath, key), ValueRequired);
                    }
                    else if (value.LengthInCodePoints() > Pairs.MaxValueLength)
                    {
                        context.AddErrors(PointerTo(context.PropertyPath, key), ValueTooLong);
                    }
                }
            });

    /// <summary>Converts valid metadata. Null becomes empty.</summary>
    public static IReadOnlyDictionary<string, string> From(IReadOnlyDictionary<string, string?>? pairs) =>
        (pairs ?? new Dictionary<string, string?>())
            .ToDictionary(pair => pair.Key, pair => pair.Value ?? throw new ArgumentException("A value is missing.", nameof(pairs)));

    private static string PointerTo(string path, string key) => JsonPointer.FromPath($"$.{path}") + JsonPointer.Of(key);
}
