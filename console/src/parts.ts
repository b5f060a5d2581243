/** What the first view does not need, in one file: many small ones would be many requests. The calendar is large and stays apart. */
export { default as Overlays } from "./components/Overlays";
export { default as SignIn } from "./components/SignIn";
export { default as UserPicker } from "./components/UserPicker";
export { default as WebhookBanner } from "./components/WebhookBanner";
export { default as Conversations } from "./screens/conversations/Conversations";
export { default as Events } from "./screens/Events";
export { default as ServiceKeys } from "./screens/ServiceKeys";
export { default as Services } from "./screens/Services";
export { default as Sms } from "./screens/Sms";
export { default as Users } from "./screens/Users";
export { default as Webhooks } from "./screens/webhooks/Webhooks";
