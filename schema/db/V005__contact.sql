create table contact (tenant_id uuid, id uuid, primary key (tenant_id, id)); call protect('contact');
