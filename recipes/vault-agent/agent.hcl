# Read by `vault agent` and by `bao agent` alike.
vault {
  address = "http://vault:8200"
  # Seconds, not minutes, until it gives up a server that has forgotten it.
  retry {
    num_retries = 5
  }
}

auto_auth {
  method "approle" {
    # Server and agent start side by side.
    min_backoff = "500ms"
    max_backoff = "2s"
    config = {
      role_id_file_path                   = "/run/vault-login/role-id"
      secret_id_file_path                 = "/run/vault-login/secret-id"
      remove_secret_id_file_after_reading = false
    }
  }
}

template_config {
  # A secret without a lease is looked at again that often.
  static_secret_render_interval = "${refresh}"
  # A server that has forgotten the agent's login ends the agent, and it logs in anew.
  exit_on_retry_failure = true
}

template {
  destination          = "${folder}/password"
  contents             = "{{ with secret \"secret/data/app\" }}{{ .Data.data.password }}{{ end }}"
  error_on_missing_key = true
}

# One with a lease: the agent asks for the next one before it ends.
template {
  destination = "${folder}/token"
  contents    = "{{ with secret \"auth/token/create/app\" \"ttl=${ttl}\" }}{{ .Auth.ClientToken }}{{ end }}"
}
