-- The first schema: every table of engine.store as it was in revision 0001. Never edited after a release.

CREATE SEQUENCE key_seq INCREMENT BY 1000 START WITH 1000;

CREATE TABLE deployment (
    key BIGINT NOT NULL,
    name TEXT NOT NULL,
    source TEXT NOT NULL,
    deployed_by TEXT NOT NULL,
    deployed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_deployment PRIMARY KEY (key)
);

CREATE TABLE history_event (
    root_key BIGINT NOT NULL,
    seq INTEGER NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    acting_for TEXT,
    channel TEXT NOT NULL,
    instance_key BIGINT,
    token INTEGER,
    element_id TEXT,
    flow_id TEXT,
    detail JSONB,
    hash BYTEA NOT NULL,
    CONSTRAINT pk_history_event PRIMARY KEY (root_key, seq, at)
) PARTITION BY RANGE (at);

CREATE TABLE history_value (
    root_key BIGINT NOT NULL,
    seq INTEGER NOT NULL,
    place TEXT NOT NULL,
    salt BYTEA NOT NULL,
    value JSONB,
    CONSTRAINT pk_history_value PRIMARY KEY (root_key, seq, place)
);

CREATE TABLE idempotency (
    login TEXT NOT NULL,
    key TEXT NOT NULL,
    command TEXT NOT NULL,
    answer JSONB,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_idempotency PRIMARY KEY (login, key)
);

CREATE TABLE incident (
    key BIGINT NOT NULL,
    root_key BIGINT NOT NULL,
    instance_key BIGINT NOT NULL,
    definition_key BIGINT NOT NULL,
    token INTEGER NOT NULL,
    element_id TEXT NOT NULL,
    code TEXT NOT NULL,
    template TEXT NOT NULL,
    places JSONB NOT NULL,
    state TEXT NOT NULL,
    job_key BIGINT,
    raised_at TIMESTAMP WITH TIME ZONE NOT NULL,
    resolved_at TIMESTAMP WITH TIME ZONE,
    resolved_by TEXT,
    CONSTRAINT pk_incident PRIMARY KEY (key)
);
CREATE INDEX ix_incident_open ON incident (root_key, token) WHERE state = 'open';

CREATE TABLE job (
    key BIGINT NOT NULL,
    root_key BIGINT NOT NULL,
    instance_key BIGINT NOT NULL,
    definition_key BIGINT NOT NULL,
    token INTEGER NOT NULL,
    element_id TEXT NOT NULL,
    type TEXT NOT NULL,
    state TEXT NOT NULL,
    retries INTEGER NOT NULL,
    headers JSONB NOT NULL,
    worker TEXT,
    lock_expires_at TIMESTAMP WITH TIME ZONE,
    due_at TIMESTAMP WITH TIME ZONE,
    error_message TEXT,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_job PRIMARY KEY (key),
    CONSTRAINT uq_job_root_key_token UNIQUE (root_key, token)
);
CREATE INDEX ix_job_open ON job (type, due_at) WHERE state = 'open';

CREATE TABLE message (
    key BIGINT NOT NULL,
    name TEXT NOT NULL,
    correlation_key TEXT NOT NULL,
    message_id TEXT,
    variables JSONB NOT NULL,
    matched BOOLEAN NOT NULL,
    published_by TEXT NOT NULL,
    published_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_message PRIMARY KEY (key)
);
CREATE INDEX ix_message_name_correlation_key ON message (name, correlation_key);
CREATE INDEX ix_message_unmatched ON message (key) WHERE NOT matched;

CREATE TABLE setting (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_setting PRIMARY KEY (name)
);

CREATE TABLE subscription (
    key BIGINT NOT NULL,
    root_key BIGINT NOT NULL,
    instance_key BIGINT NOT NULL,
    definition_key BIGINT NOT NULL,
    token INTEGER NOT NULL,
    element_id TEXT NOT NULL,
    process_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT,
    correlation_key TEXT,
    due_at TIMESTAMP WITH TIME ZONE,
    guard BOOLEAN DEFAULT false NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_subscription PRIMARY KEY (key),
    CONSTRAINT uq_subscription_root_key_token UNIQUE (root_key, token)
);
CREATE INDEX ix_subscription_due ON subscription (due_at) WHERE kind = 'timer';
CREATE INDEX ix_subscription_name ON subscription (kind, name, correlation_key) WHERE kind <> 'timer';

CREATE TABLE task (
    key BIGINT NOT NULL,
    root_key BIGINT NOT NULL,
    instance_key BIGINT NOT NULL,
    definition_key BIGINT NOT NULL,
    token INTEGER NOT NULL,
    element_id TEXT NOT NULL,
    process_id TEXT NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    assignee TEXT,
    candidate_users TEXT[] DEFAULT '{}' NOT NULL,
    candidate_groups TEXT[] DEFAULT '{}' NOT NULL,
    priority INTEGER DEFAULT '50' NOT NULL,
    form_kind TEXT,
    form_reference TEXT,
    form_key BIGINT,
    loop_counter INTEGER,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE,
    follow_up_at TIMESTAMP WITH TIME ZONE,
    claimed_at TIMESTAMP WITH TIME ZONE,
    ended_at TIMESTAMP WITH TIME ZONE,
    completed_by TEXT,
    draft JSONB,
    CONSTRAINT pk_task PRIMARY KEY (key)
)
 WITH (fillfactor = 80);
CREATE INDEX ix_task_assignee ON task (assignee, due_at) WHERE state = 'open';
CREATE INDEX ix_task_completed_by ON task (completed_by, ended_at) WHERE state = 'completed';
CREATE INDEX ix_task_for_anyone ON task (due_at ASC NULLS LAST, key) WHERE state = 'open' AND assignee IS NULL AND candidate_users = '{}' AND candidate_groups = '{}';
CREATE INDEX ix_task_open_created ON task (created_at) WHERE coalesce(state, '') = 'open';
CREATE INDEX ix_task_open_due ON task (due_at ASC NULLS LAST, key) WHERE coalesce(state, '') = 'open';
CREATE INDEX ix_task_root_key ON task (root_key, token);
CREATE UNIQUE INDEX uq_task_open ON task (root_key, token) WHERE state = 'open';

CREATE TABLE unit (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    parent TEXT,
    CONSTRAINT pk_unit PRIMARY KEY (id),
    CONSTRAINT fk_unit_parent FOREIGN KEY(parent) REFERENCES unit (id)
);

CREATE TABLE variable (
    instance_key BIGINT NOT NULL,
    name TEXT NOT NULL,
    root_key BIGINT NOT NULL,
    value JSONB,
    CONSTRAINT pk_variable PRIMARY KEY (instance_key, name)
)
 WITH (fillfactor = 80);
CREATE INDEX ix_variable_root_key ON variable (root_key);

CREATE TABLE candidate_group (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    unit TEXT,
    CONSTRAINT pk_candidate_group PRIMARY KEY (id),
    CONSTRAINT fk_candidate_group_unit FOREIGN KEY(unit) REFERENCES unit (id)
);

CREATE TABLE message_delivery (
    message_key BIGINT NOT NULL,
    process_id TEXT NOT NULL,
    instance_key BIGINT NOT NULL,
    subscription_key BIGINT,
    definition_key BIGINT,
    element_id TEXT,
    state TEXT NOT NULL,
    CONSTRAINT pk_message_delivery PRIMARY KEY (message_key, process_id),
    CONSTRAINT fk_message_delivery_message_key FOREIGN KEY(message_key) REFERENCES message (key) ON DELETE CASCADE
);
CREATE INDEX ix_message_delivery_pending ON message_delivery (message_key) WHERE state = 'pending';

CREATE TABLE person (
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    position TEXT DEFAULT '' NOT NULL,
    email TEXT,
    password_hash TEXT,
    roles TEXT[] DEFAULT '{}' NOT NULL,
    unit TEXT,
    locale TEXT DEFAULT 'id' NOT NULL,
    active BOOLEAN DEFAULT true NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_person PRIMARY KEY (login),
    CONSTRAINT fk_person_unit FOREIGN KEY(unit) REFERENCES unit (id)
);

CREATE TABLE resource (
    key BIGINT NOT NULL,
    deployment_key BIGINT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    content BYTEA NOT NULL,
    CONSTRAINT pk_resource PRIMARY KEY (key),
    CONSTRAINT fk_resource_deployment_key FOREIGN KEY(deployment_key) REFERENCES deployment (key)
);
CREATE INDEX ix_resource_deployment_key ON resource (deployment_key);

CREATE TABLE task_candidate (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    task_key BIGINT NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_task_candidate PRIMARY KEY (kind, name, task_key),
    CONSTRAINT fk_task_candidate_task_key FOREIGN KEY(task_key) REFERENCES task (key) ON DELETE CASCADE
);
CREATE INDEX ix_task_candidate_due ON task_candidate (kind, name, due_at ASC NULLS LAST, task_key);
CREATE INDEX ix_task_candidate_task ON task_candidate (task_key);

CREATE TABLE definition (
    key BIGINT NOT NULL,
    process_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    version_tag TEXT,
    name TEXT NOT NULL,
    documentation TEXT DEFAULT '' NOT NULL,
    dialect TEXT NOT NULL,
    resource_key BIGINT NOT NULL,
    deployment_key BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    start_form_id TEXT,
    unit TEXT,
    audience TEXT,
    deployed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    withdrawn_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_definition PRIMARY KEY (key),
    CONSTRAINT uq_definition_process_id_version UNIQUE (process_id, version),
    CONSTRAINT fk_definition_resource_key FOREIGN KEY(resource_key) REFERENCES resource (key),
    CONSTRAINT fk_definition_deployment_key FOREIGN KEY(deployment_key) REFERENCES deployment (key)
);
CREATE INDEX ix_definition_deployment_key ON definition (deployment_key);
CREATE INDEX ix_definition_resource_key ON definition (resource_key);

CREATE TABLE form (
    key BIGINT NOT NULL,
    form_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    version_tag TEXT,
    resource_key BIGINT NOT NULL,
    deployment_key BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    CONSTRAINT pk_form PRIMARY KEY (key),
    CONSTRAINT uq_form_form_id_version UNIQUE (form_id, version),
    CONSTRAINT fk_form_resource_key FOREIGN KEY(resource_key) REFERENCES resource (key),
    CONSTRAINT fk_form_deployment_key FOREIGN KEY(deployment_key) REFERENCES deployment (key)
);
CREATE INDEX ix_form_deployment_key ON form (deployment_key);
CREATE INDEX ix_form_resource_key ON form (resource_key);

CREATE TABLE membership (
    login TEXT NOT NULL,
    group_id TEXT NOT NULL,
    CONSTRAINT pk_membership PRIMARY KEY (login, group_id),
    CONSTRAINT fk_membership_login FOREIGN KEY(login) REFERENCES person (login) ON DELETE CASCADE,
    CONSTRAINT fk_membership_group_id FOREIGN KEY(group_id) REFERENCES candidate_group (id) ON DELETE CASCADE
);
CREATE INDEX ix_membership_group_id ON membership (group_id);

CREATE TABLE process_instance (
    key BIGINT NOT NULL,
    root_key BIGINT NOT NULL,
    parent_key BIGINT,
    parent_element_id TEXT,
    definition_key BIGINT NOT NULL,
    process_id TEXT NOT NULL,
    business_key TEXT,
    correlation_key TEXT,
    tracking_number TEXT,
    state TEXT NOT NULL,
    started_by TEXT NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    end_element_id TEXT,
    incidents INTEGER DEFAULT '0' NOT NULL,
    revision INTEGER DEFAULT '0' NOT NULL,
    last_seq INTEGER DEFAULT '0' NOT NULL,
    last_hash BYTEA,
    snapshot TEXT,
    CONSTRAINT pk_process_instance PRIMARY KEY (key),
    CONSTRAINT fk_process_instance_definition_key FOREIGN KEY(definition_key) REFERENCES definition (key),
    CONSTRAINT uq_process_instance_tracking_number UNIQUE (tracking_number)
)
 WITH (fillfactor = 60);
CREATE INDEX ix_process_instance_business_key ON process_instance (business_key);
CREATE INDEX ix_process_instance_correlation_key ON process_instance (process_id, correlation_key) WHERE state = 'active' AND correlation_key IS NOT NULL;
CREATE INDEX ix_process_instance_definition_key_started_at ON process_instance (definition_key, started_at);
CREATE INDEX ix_process_instance_root_key ON process_instance (root_key);
CREATE INDEX ix_process_instance_started_at ON process_instance (started_at) WHERE key = root_key;

CREATE TABLE start_subscription (
    definition_key BIGINT NOT NULL,
    element_id TEXT NOT NULL,
    process_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    CONSTRAINT pk_start_subscription PRIMARY KEY (definition_key, element_id),
    CONSTRAINT fk_start_subscription_definition_key FOREIGN KEY(definition_key) REFERENCES definition (key)
);
CREATE INDEX ix_start_subscription_kind_name ON start_subscription (kind, name);

