#pragma once

namespace simgrad::gui {

/// What a new scenario begins with: small, sound, over in a moment.
inline constexpr const char* kNewScenario = R"(title = "A new scenario"
seed = 1

[platform]
generate = { kind = "star", hosts = 10, bandwidth = "100 Mbit/s", latency = "20 ms" }
server = "server"
workers = "host-*"

[data]
set = { kind = "gaussian_blobs", classes = 10, features = 20 }

[model]
kind = "mlp"
hidden = [50]

[strategy]
kind = "federated"
rounds = 50
clients_per_round = 5
)";

}  // namespace simgrad::gui
