using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Concierge.Api.Http;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Formatters;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Concierge.Api.Json;

/// <summary>
/// Reads JSON bodies strictly. The error names the member that is unknown, duplicate, of the wrong type, or not valid text.
/// </summary>
internal sealed class StrictJsonInputFormatter(IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions> options)
    : IInputFormatter, IApiRequestFormatMetadataProvider
{
    private readonly JsonSerializerOptions json = new(options.Value.SerializerOptions)
    {
        TypeInfoResolver = options.Value.SerializerOptions.TypeInfoResolver!.WithAddedModifier(ReadOnlyMembers.Ignore),
    };

    public IReadOnlyList<string>? GetSupportedContentTypes(string? contentType, Type objectType) => ["application/json"];

    /// <summary>Whether <c>Content-Type</c> is JSON in UTF-8. If not, the response is 415.</summary>
    public bool CanRead(InputFormatterContext context) =>
        MediaTypeHeaderValue.TryParse(context.HttpContext.Request.ContentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    public async Task<InputFormatterResult> ReadAsync(InputFormatterContext context)
    {
        var body = WithoutByteOrderMark(await RequestBody.ReadAsync(context.HttpContext.Request, context.HttpContext.RequestAborted));
        if (body.Count == 0 && context.TreatEmptyInputAsDefaultValue)
        {
            return await InputFormatterResult.SuccessAsync(null!);
        }

        var read = Read(body, context.ModelType, (string?)context.HttpContext.GetRouteValue("id"));
        if (read.IsSuccess)
        {
            return await InputFormatterResult.SuccessAsync(read.Value);
        }

        context.HttpContext.Features.Set(new InputErrors(read.Errors));
        context.ModelState.AddModelError("", read.Errors[0].Message);
        return await InputFormatterResult.FailureAsync();
    }

    /// <summary>RFC 8259 section 8.1 allows a parser to ignore a byte order mark.</summary>
    private static ArraySegment<byte> WithoutByteOrderMark(ArraySegment<byte> body) =>
        body.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? body[Encoding.UTF8.Preamble.Length..] : body;

    private Result<object> Read(ReadOnlySpan<byte> body, Type type, string? idOfPath)
    {
        try
        {
            var (bad, id) = Scan(body);
            if (bad is not null)
            {
                return bad;
            }

            if (JsonSerializer.Deserialize(body, type, json) is not { } model)
            {
                return JsonErrors.Malformed;
            }

            // The id in a body that replaces a resource must be that of the path.
            if (id is not null && id != idOfPath && type.IsDefined(typeof(ReplacesAttribute)))
            {
                return JsonErrors.IdMismatch;
            }

            return model;
        }
        catch (JsonException exception)
        {
            return Explain(exception);
        }
    }

    /// <summary>
    /// Finds text that a database column or a string cannot hold: bytes that are not UTF-8, unpaired surrogates, NUL characters. The
    /// serializer accepts some of it. Also finds the member <c>id</c>: its text or its digits, or an empty string for any other value.
    /// </summary>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    private (Error? Bad, string? Id) Scan(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = json.MaxDepth });
        var (top, id, isId) = ("", (string?)null, false);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && !IsText(ref reader))
            {
                return (
                    new Error("text_invalid", "The text contains a NUL character or is not valid Unicode.", ErrorKind.Invalid).At(top),
                    null);
            }

            if (isId)
            {
                id = reader.TokenType switch
                {
                    JsonTokenType.String => reader.GetString(),
                    JsonTokenType.Number => Encoding.ASCII.GetString(reader.ValueSpan),
                    _ => "",
                };
                isId = false;
            }

            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1)
            {
                var name = reader.GetString()!;
                (top, isId) = (JsonPointer.Of(name), name == "id");
            }
        }

        return (null, id);
    }

    private static bool IsText(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return System.Text.Unicode.Utf8.IsValid(reader.ValueSpan);
        }

        try
        {
            return !reader.GetString()!.Contains('\0', StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Distinguishes the serializer's errors by their messages; it offers nothing else. Tests pin the messages.</summary>
    private static Error Explain(JsonException exception)
    {
        var pointer = JsonPointer.FromPath(exception.Path);
        return exception.Message switch
        {
            var text when text.Contains("could not be mapped to any .NET member", StringComparison.Ordinal) =>
                new Error("unknown_field", "The member is unknown.", ErrorKind.Invalid).At(pointer),
            var text when text.StartsWith("Duplicate propert", StringComparison.Ordinal) =>
                new Error("duplicate_field", "The member is duplicate.", ErrorKind.Invalid).At(pointer),
            _ when pointer.Length > 0 =>
                new Error("type_invalid", "The value is of the wrong type.", ErrorKind.Validation).At(pointer),
            _ => JsonErrors.Malformed,
        };
    }
}

/// <summary>The errors of a body that was not read.</summary>
internal sealed record InputErrors(IReadOnlyList<Error> Errors);
