using System.ComponentModel.DataAnnotations;
using Concierge.Domain.Common;

namespace Concierge.Api.OpenApi.Metadata;

/// <summary>Documents the pattern of an id that clients may choose.</summary>
internal sealed class CallerIdAttribute() : RegularExpressionAttribute(CallerId.Pattern);
