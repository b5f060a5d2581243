import { Button } from "@mantine/core";
import { Component, type ReactNode } from "react";
import { Empty } from "./Empty";

/** Shows what to do when a screen cannot be loaded, for example after an update of the server, or fails. */
export class Failsafe extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    return this.state.hasFailed ? (
      <Empty title="This screen could not be shown">
        <p>The server may have been updated or be out of reach. What you typed is kept.</p>
        <Button onClick={() => location.reload()}>Reload</Button>
      </Empty>
    ) : (
      this.props.children
    );
  }
}
