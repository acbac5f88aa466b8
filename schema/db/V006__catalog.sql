create table product (tenant_id uuid, id uuid, primary key (tenant_id, id)); call protect('product');
