using System.Text.Json;
using System.Text.Json.Serialization;

namespace Concierge.Client;

/// <summary>Reads a problem as the type that its code determines.</summary>
internal sealed class ProblemConverter : JsonConverter<IProblem>
{
    public override IProblem? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var body = JsonElement.ParseValue(ref reader);
        var problem = body.Deserialize<Problem>(options);
        return problem?.Code switch
        {
            "order_conflict" => body.Deserialize<OrderConflictProblem>(options),
            "resume_point_expired" => body.Deserialize<ExpiredResumePointProblem>(options),
            _ => problem,
        };
    }

    public override void Write(Utf8JsonWriter writer, IProblem value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, value.GetType(), options);
}
