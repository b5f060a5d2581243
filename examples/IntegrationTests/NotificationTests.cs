namespace Shop.IntegrationTests;

public sealed class NotificationTests(ConciergeFixture concierge)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SendMessage_ToCustomer_IsUnreadInTheirConversation()
    {
        var (shop, customer) = (await CreateUserAsync("Shop"), await CreateUserAsync("Ann"));

        await concierge.Client.SendMessageAsync(
            new() { SenderId = shop.Id, RecipientId = customer.Id, Body = "We come at noon." }, cancellationToken: Cancellation);

        var conversation = await concierge.Client.EnumerateConversationsAsync(customer.Id, cancellationToken: Cancellation)
            .SingleAsync(Cancellation);
        Assert.Equal(("We come at noon.", 1), (conversation.LastMessage?.Body, conversation.UnreadCount));
    }

    /// <summary>The last digits of a number tell the sandbox what happens: 0001 is delivered, 0002 is not.</summary>
    [Theory]
    [InlineData("5555550001", "delivered")]
    [InlineData("5555550002", "undelivered")]
    public async Task QueueSms_Always_EndsAsGatewayReports(string phone, string status)
    {
        SmsMessage sms = await concierge.Client.QueueSmsAsync(
            new() { RecipientPhone = phone, MessageBody = "We come at noon." }, cancellationToken: Cancellation);

        var sent = await UntilFinalAsync(sms.MessageId);

        Assert.Equal(new SmsStatus(status), sent.Status);
    }

    private async Task<User> CreateUserAsync(string name) =>
        await concierge.Client.CreateUserAsync(new() { Name = name }, cancellationToken: Cancellation);

    private async Task<SmsMessage> UntilFinalAsync(Guid id)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        timeout.CancelAfter(TimeSpan.FromMinutes(1));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            await timer.WaitForNextTickAsync(timeout.Token);
            SmsMessage sms = await concierge.Client.GetSmsAsync(id, cancellationToken: timeout.Token);
            if (sms.IsFinal)
            {
                return sms;
            }
        }
    }
}
