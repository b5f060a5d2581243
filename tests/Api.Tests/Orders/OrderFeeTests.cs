using System.Net;
using Concierge.Api.Tests.Hosting;
using static Concierge.Api.Tests.Orders.OrderSteps;

namespace Concierge.Api.Tests.Orders;

public sealed class OrderFeeTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("-0", "0")]
    [InlineData("0.01", "0.01")]
    [InlineData("1.000", "1")]
    [InlineData("100.100000000000000000", "100.1")]
    [InlineData("1e2", "100")]
    [InlineData("1E+2", "100")]
    [InlineData("9007199254740.99", "9007199254740.99")]
    [InlineData("9999999999999.99", "9999999999999.99")]
    [InlineData("999999999999999e-2", "9999999999999.99")]
    public async Task Post_WithValidFee_KeepsItExactly(string fee, string expected)
    {
        var service = await api.AddServiceAsync();

        var answer = (await api.PostAsync("/orders", Order(fee, service))).Expect(HttpStatusCode.Created);

        Assert.Contains($",\"totalfee\":{expected},", answer.Text, StringComparison.Ordinal);
        Assert.Equal(answer.Text, (await api.GetAsync(answer.Headers["Location"])).Expect(HttpStatusCode.OK).Text);

        // One amount is one amount, however it is spelled.
        var unchanged = (await api.PutAsync(answer.Headers["Location"], Order(expected, service))).Expect(HttpStatusCode.OK);
        Assert.Equal((answer.Text, answer.ETag), (unchanged.Text, unchanged.ETag));
    }

    [Theory]
    [InlineData("-0.01", "out_of_range")]
    [InlineData("10000000000000", "out_of_range")]
    [InlineData("1e28", "out_of_range")]
    [InlineData("0.001", "too_many_decimals")]
    [InlineData("1e-40", "type_invalid")]
    [InlineData("0.00000000000000000000000000000000001", "type_invalid")]
    [InlineData("100.00000000000000000000000000000000001", "type_invalid")]
    [InlineData("123456789012345678901234567890", "type_invalid")]
    [InlineData("1e29", "type_invalid")]
    [InlineData("1e400", "type_invalid")]
    [InlineData("1e99999999999999999999", "type_invalid")]
    [InlineData("1e-99999999999999999999", "type_invalid")]
    [InlineData("\"100\"", "type_invalid")]
    [InlineData("true", "type_invalid")]
    [InlineData("null", "required")]
    public async Task PostOrPut_WithInvalidFee_IsRefused(string fee, string code)
    {
        var service = await api.AddServiceAsync();
        var id = (await api.AddOrderAsync(Noon, service)).Id();
        var stored = await api.OrderRowAsync(id);

        (await api.PostAsync("/orders", Order(fee, service)))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/totalfee", code);
        (await api.PutAsync($"/orders/{id}", Order(fee, service)))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/totalfee", code);

        Assert.Equal(stored, await api.OrderRowAsync(id));
    }

    [Theory]
    [InlineData("+1")]
    [InlineData("01")]
    [InlineData(".5")]
    [InlineData("1.")]
    [InlineData("NaN")]
    [InlineData("1,5")]
    public async Task Post_WhenFeeIsNotJson_IsRefused(string fee)
    {
        (await api.PostAsync("/orders", Order(fee, await api.AddServiceAsync()))).Expect(HttpStatusCode.BadRequest);
    }

    private static string Order(string fee, string service) =>
        $$"""{ "datetime": "{{Noon}}", "totalfee": {{fee}}, "services": [{ "id": "{{service}}" }] }""";
}
