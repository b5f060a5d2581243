using System.Text.Json;
using Concierge.Api.Http;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Formatters;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Concierge.Api.Json;

/// <summary>
/// Reads JSON bodies and says exactly what is wrong with one: which member is unknown, given twice, of the wrong type, or holds text that is not text.
/// </summary>
internal sealed class StrictJsonInputFormatter(IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions> options)
    : IInputFormatter, IApiRequestFormatMetadataProvider
{
    private readonly JsonSerializerOptions json = options.Value.SerializerOptions;

    public IReadOnlyList<string>? GetSupportedContentTypes(string? contentType, Type objectType) => ["application/json"];

    /// <summary>Whether the body says that it is JSON in UTF-8; if not, the answer is 415.</summary>
    public bool CanRead(InputFormatterContext context) =>
        MediaTypeHeaderValue.TryParse(context.HttpContext.Request.ContentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    public async Task<InputFormatterResult> ReadAsync(InputFormatterContext context)
    {
        var body = await RequestBody.ReadAsync(context.HttpContext.Request, context.HttpContext.RequestAborted);
        if (body.Count == 0 && context.TreatEmptyInputAsDefaultValue)
        {
            return await InputFormatterResult.SuccessAsync(null!);
        }

        var read = Read(body, context.ModelType);
        if (read.IsSuccess)
        {
            return await InputFormatterResult.SuccessAsync(read.Value);
        }

        context.HttpContext.Features.Set(new InputErrors(read.Errors));
        context.ModelState.AddModelError("", read.Errors[0].Message);
        return await InputFormatterResult.FailureAsync();
    }

    private Result<object> Read(ReadOnlySpan<byte> body, Type type)
    {
        try
        {
            if (FindBadText(body) is { } bad)
            {
                return bad;
            }

            if (JsonSerializer.Deserialize(body, type, json) is { } model)
            {
                return model;
            }

            return JsonErrors.Malformed;
        }
        catch (JsonException exception)
        {
            return Explain(exception);
        }
    }

    /// <summary>
    /// Text that no database column and no string can hold: bytes that are not UTF-8, halves of surrogate pairs, NUL characters. The serializer lets some
    /// of it through. Throws <see cref="JsonException"/> for what is not JSON at all.
    /// </summary>
    private Error? FindBadText(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = json.MaxDepth });
        var top = "";
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
            {
                continue;
            }

            if (!IsText(ref reader))
            {
                return new Error("text_invalid", "The text holds a NUL character or is not valid Unicode.", ErrorKind.Invalid).At(top);
            }

            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1)
            {
                top = JsonPointer.Of(reader.GetString()!);
            }
        }

        return null;
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

    /// <summary>The serializer tells its refusals apart by their texts alone; tests hold these texts fast.</summary>
    private static Error Explain(JsonException exception)
    {
        var pointer = JsonPointer.FromPath(exception.Path);
        return exception.Message switch
        {
            var text when text.Contains("could not be mapped to any .NET member", StringComparison.Ordinal) =>
                new Error("unknown_field", "This member is not known here.", ErrorKind.Invalid).At(pointer),
            var text when text.StartsWith("Duplicate propert", StringComparison.Ordinal) =>
                new Error("duplicate_field", "This member is given twice.", ErrorKind.Invalid).At(pointer),
            _ when pointer.Length > 0 =>
                new Error("type_invalid", "The value is of the wrong type.", ErrorKind.Validation).At(pointer),
            _ => JsonErrors.Malformed,
        };
    }
}

/// <summary>What a body was refused for.</summary>
internal sealed record InputErrors(IReadOnlyList<Error> Errors);
