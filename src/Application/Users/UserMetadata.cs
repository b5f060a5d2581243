using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Users;
using FluentValidation;

namespace Concierge.Application.Users;

/// <summary>The shape of a user's metadata in requests.</summary>
internal static class UserMetadata
{
    private static readonly Dictionary<string, string> None = [];

    public static void RuleForMetadata<T>(this AbstractValidator<T> validator, Func<T, IReadOnlyDictionary<string, string?>?> value) =>
        validator.RuleFor(request => request).Custom((request, context) =>
        {
            var pairs = value(request) ?? new Dictionary<string, string?>();
            if (pairs.Count > User.MaxMetadataPairs)
            {
                context.AddFailure(Rules.Failure("/metadata", "too_many", $"At most {User.MaxMetadataPairs} pairs."));
                return;
            }

            foreach (var (key, text) in pairs)
            {
                if (key.Length == 0 || key.LengthInCodePoints() > User.MaxMetadataKeyLength)
                {
                    context.AddFailure(Rules.Failure("/metadata", "key_invalid", $"A key has 1 to {User.MaxMetadataKeyLength} characters."));
                }
                else if (text is null)
                {
                    context.AddFailure(Rules.Required(Pointer(key)));
                }
                else if (Rules.CheckLength(Pointer(key), text, User.MaxMetadataValueLength) is { } tooLong)
                {
                    context.AddFailure(tooLong);
                }
            }
        });

    /// <summary>Checked metadata, none where none was given.</summary>
    public static IReadOnlyDictionary<string, string> From(IReadOnlyDictionary<string, string?>? pairs) =>
        pairs?.ToDictionary(pair => pair.Key, pair => pair.Value!) ?? None;

    private static string Pointer(string key) => "/metadata" + JsonPointer.Of(key);
}
